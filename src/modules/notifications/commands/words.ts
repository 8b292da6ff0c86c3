import "server-only";
import type { Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import type { Id } from "@/kernel/ids";
import { getEnv } from "@/platform/env";
import { pathOf } from "../policy";
import { type NotificationData, type NotificationKind, sentenceValues } from "../schemas";

type Loose = ((key: string, values?: Record<string, string | number>) => string) & {
  has(key: string): boolean;
};

/** Why a delivery is not published, in words. */
function reasonWords(locale: Locale, reason: string): string {
  const t = translatorOf(locale, "publishing.reason") as unknown as Loose;
  return t(t.has(reason) ? reason : "other");
}

/** News in somebody's language: a sentence, and what else there is to say. */
export function wordsOf(
  locale: Locale,
  kind: NotificationKind,
  data: NotificationData,
): { title: string; detail?: string } {
  const t = translatorOf(locale, "notifications");
  const missing = {
    ...{ post: t("missing.post"), actor: t("missing.actor") },
    ...{ channel: t("missing.channel"), file: t("missing.file") },
  };
  const sentence = translatorOf(locale, "notifications.kind") as unknown as Loose;
  const title = sentence(`${kind}.title`, sentenceValues(data, missing));
  const { reason, words } = data;
  if (typeof words === "string" && words !== "") return { title, detail: words };
  return typeof reason === "string" ? { title, detail: reasonWords(locale, reason) } : { title };
}

/** Leads to a page of the workspace in one click, also for somebody who must sign in first. */
const linkTo = (path: string): string => `${getEnv().appUrl}/sign-in?next=${encodeURIComponent(path)}`;

/** The address of what a notification tells of, for mails. */
export const linkToSubject = (slug: string, kind: NotificationKind, data: NotificationData): string =>
  linkTo(`/${slug}/${pathOf(kind, data)}`);

/** The address where one chooses what to be told of, for mails. */
export const linkToSettings = (slug: string): string => linkTo(`/${slug}/settings/notifications`);

/** The address of all of one's notifications, for mails. */
export const linkToAll = (slug: string): string => linkTo(`/${slug}/notifications`);

/** Names one sending: the same notifications are one mail, however often they are sent. */
export const messageIdOf = (ids: readonly Id<"notification">[]): string =>
  `<${ids.length}.${ids[0]}@${new URL(getEnv().appUrl).hostname}>`;
