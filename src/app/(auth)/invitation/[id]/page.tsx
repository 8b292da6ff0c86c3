import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { InvitationOffer } from "@/modules/workspaces/components/invitation-offer";
import { api } from "@/trpc/server";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("workspaces"))("invitation.title"),
  // The address holds the proof that the mail was read.
  referrer: "no-referrer",
});

/** Answer an invitation; a visitor signs up or in first and comes back. */
export default async function InvitationPage({ params, searchParams }: PageProps<"/invitation/[id]">) {
  const [{ id }, { token }] = [await params, await searchParams];
  const proof = typeof token === "string" ? token : undefined;
  const offer = isId("invitation", id)
    ? await api.workspaces.invitation({ invitationId: id, token: proof })
    : null;
  const t = await getTranslations("workspaces.invitation");
  if (offer?.state !== "pending")
    return (
      <>
        <PageHeader title={t("goneTitle")} description={t("gone")} />
        <ButtonLink href="/start">{t("start")}</ButtonLink>
      </>
    );
  const viewer = await api.identity.viewer();
  return (
    <InvitationOffer
      offer={{
        id: offer.id,
        email: offer.email,
        role: offer.role,
        inviter: offer.inviter,
        workspace: offer.workspace.name,
      }}
      viewer={viewer?.email ?? null}
      token={proof}
    />
  );
}
