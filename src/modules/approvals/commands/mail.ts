import "server-only";
import { and, count, eq, inArray, isNull } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import { formatInstant } from "@/i18n/format";
import { DEFAULT_LOCALE, isLocale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import type { Id } from "@/kernel/ids";
import { users } from "@/modules/identity/tables";
import { posts } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";
import { sendMail } from "@/platform/email";
import { renderMail } from "@/platform/email-template";
import { getEnv } from "@/platform/env";
import { linkStateOf } from "../policy";
import type { ReviewMailKind } from "../schemas";
import { approvals, reviewLinks } from "../tables";
import { hashOfToken, reviewUrlOf, tokenOf } from "./review-links";

/** A link with what its mail says; null when it opens nothing any more. */
async function loadReview(reviewId: Id<"review">, now: Date) {
  return inSystemTransaction(async (db) => {
    const [row] = await db
      .select({ link: reviewLinks, workspace: workspaces, sender: users.name })
      .from(reviewLinks)
      .innerJoin(workspaces, eq(workspaces.id, reviewLinks.tenantId))
      .leftJoin(users, eq(users.id, reviewLinks.createdBy))
      .where(eq(reviewLinks.id, reviewId));
    // After a change of the signing secret the address would open nothing: a dead link is not mailed.
    if (!row || linkStateOf(row.link, now) !== "open") return null;
    if (row.link.tokenHash !== hashOfToken(tokenOf(reviewId))) return null;
    const [waiting] = await db
      .select({ held: count() })
      .from(approvals)
      .innerJoin(posts, and(eq(posts.tenantId, approvals.tenantId), eq(posts.id, approvals.postId)))
      .where(
        and(
          eq(approvals.tenantId, row.link.tenantId),
          inArray(approvals.postId, row.link.postIds as Id<"post">[]),
          eq(approvals.stage, "client"),
          eq(approvals.state, "pending"),
          isNull(posts.deletedAt),
        ),
      );
    return { ...row, waiting: waiting?.held ?? 0 };
  });
}

/**
 * Mail a client their link, in their language. Safe to repeat: the same sending has the same message id, a closed
 * link is not sent, and nobody is reminded of nothing.
 */
export async function sendReviewMail(
  {
    reviewId,
    kind,
    issue,
  }: { reviewId: Id<"review">; kind: ReviewMailKind /** Names this very sending. */; issue: string },
  now: Date,
): Promise<{ sent: boolean }> {
  const found = await loadReview(reviewId, now);
  if (!found || ((kind === "update" || kind === "reminder") && found.waiting === 0)) return { sent: false };
  const { link, workspace, sender, waiting } = found;
  const locale = isLocale(link.locale) ? link.locale : DEFAULT_LOCALE;
  const t = translatorOf(locale, "mail.review");
  const date = formatInstant(link.expiresAt, { zone: workspace.timeZone, locale, style: "date" });
  const words = {
    workspace: workspace.name,
    name: link.name,
    sender: sender ?? workspace.name,
    count: waiting,
  };
  const mail = renderMail({
    locale,
    brand: workspace.name,
    subject: t(`${kind}.subject`, words),
    preview: t(`${kind}.preview`, words),
    title: t(`${kind}.title`, words),
    paragraphs: [t(`${kind}.body`, words), t("how"), t("expiry", { date })],
    action: {
      label: t("action"),
      url: reviewUrlOf(reviewId),
      fallback: translatorOf(locale, "mail")("fallback"),
    },
    footer: t("footer", words),
  });
  await sendMail({ to: link.email, ...mail, messageId: `<${issue}@${new URL(getEnv().appUrl).hostname}>` });
  return { sent: true };
}
