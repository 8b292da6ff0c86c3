import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { findSession, getPerson } from "@/modules/identity/queries";
import { InvitationOffer } from "@/modules/workspaces/components/invitation-offer";
import { findInvitation } from "@/modules/workspaces/queries";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("workspaces"))("invitation.title"),
  // The address holds the proof that the mail was read.
  referrer: "no-referrer",
});

/** Answer an invitation; a visitor signs up or in first and comes back. */
export default async function InvitationPage({ params, searchParams }: PageProps<"/invitation/[id]">) {
  const [{ id }, { token }, requestHeaders] = [await params, await searchParams, await headers()];
  const offer = isId("invitation", id) ? await findInvitation(id, new Date()) : null;
  const t = await getTranslations("workspaces.invitation");
  if (offer?.state !== "pending")
    return (
      <>
        <PageHeader title={t("goneTitle")} description={t("gone")} />
        <ButtonLink href="/start">{t("start")}</ButtonLink>
      </>
    );
  const session = await findSession(requestHeaders);
  const person = session && (await getPerson(session.userId));
  return (
    <InvitationOffer
      offer={{
        id: offer.id,
        email: offer.email,
        role: offer.role,
        inviter: offer.inviter,
        workspace: offer.workspace.name,
      }}
      viewer={person?.email ?? null}
      token={typeof token === "string" ? token : undefined}
    />
  );
}
