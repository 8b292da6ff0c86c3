import "server-only";
import { formatInstant } from "@/i18n/format";
import { translatorOf } from "@/i18n/translator";
import type { Id } from "@/kernel/ids";
import { findLocaleOf } from "@/modules/identity/queries";
import { sendMail } from "@/platform/email";
import { renderMail } from "@/platform/email-template";
import { getEnv } from "@/platform/env";
import { findInvitation, type InvitationOffer, invitationToken } from "../queries";

/** Where the mail's link leads. */
export const invitationUrl = (offer: Pick<InvitationOffer, "id" | "email">): string =>
  `${getEnv().appUrl}/invitation/${offer.id}?token=${invitationToken(offer)}`;

/**
 * Mail an invitation, in the person's language when they have an account, else the workspace's.
 * Safe to repeat: one that is no longer open is not sent, and the same issue has the same message id.
 */
export async function sendInvitation(
  { invitationId, issue }: { invitationId: Id<"invitation"> /** Names this very sending. */; issue: string },
  now: Date,
): Promise<{ sent: boolean }> {
  const offer = await findInvitation(invitationId, now);
  if (offer?.state !== "pending") return { sent: false };
  const locale = (await findLocaleOf(offer.email)) ?? offer.workspace.locale;
  const [t, roles] = [translatorOf(locale, "mail.invitation"), translatorOf(locale, "workspaces.role")];
  const expiry = formatInstant(offer.expiresAt, { zone: offer.workspace.timeZone, locale, style: "date" });
  const words = { inviter: offer.inviter, workspace: offer.workspace.name };
  const mail = renderMail({
    locale,
    subject: t("subject", words),
    preview: t("preview", words),
    title: t("title", words),
    paragraphs: [
      t("body", { ...words, role: roles(offer.role) }),
      t("expiry", { email: offer.email, date: expiry }),
    ],
    action: {
      label: t("action"),
      url: invitationUrl(offer),
      fallback: translatorOf(locale, "mail")("fallback"),
    },
    footer: t("footer", words),
  });
  await sendMail({ to: offer.email, ...mail, messageId: `<${issue}@${new URL(getEnv().appUrl).hostname}>` });
  return { sent: true };
}
