import { useTranslations } from "next-intl";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";
import type { InvitationOffer } from "../queries";

/** The invitations that wait for the person who is about to make a workspace. */
export function OpenInvitations({
  offers,
}: {
  offers: readonly Pick<InvitationOffer, "id" | "inviter" | "workspace">[];
}) {
  const t = useTranslations("workspaces.invitation");
  return offers.map(({ id, inviter, workspace }) => (
    <Banner
      key={id}
      className="mb-5"
      title={t("waiting", { inviter, workspace: workspace.name })}
      actions={
        <ButtonLink size="sm" href={`/invitation/${id}`}>
          {t("see")}
        </ButtonLink>
      }
    />
  ));
}
