import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput } from "@/kernel/pagination";

/** Everything that a person can be told of, grouped as the settings show it. */
export const KIND_GROUPS = {
  publishing: [
    "post.failed",
    "post.needs_attention",
    "post.missed",
    "post.held",
    "post.approved_late",
    "post.published",
    "series.stalled",
    "drift.found",
  ],
  channels: ["channel.broken", "queue.empty"],
  review: [
    "approval.requested",
    "approval.decided",
    "approval.reopened",
    "comment.mentioned",
    "comment.added",
  ],
  files: ["import.finished"],
} as const;
export type KindGroup = keyof typeof KIND_GROUPS;
export type NotificationKind = (typeof KIND_GROUPS)[KindGroup][number];

export const NOTIFICATION_KINDS = Object.values(KIND_GROUPS).flat() as NotificationKind[];
const kind = z.enum(NOTIFICATION_KINDS as [NotificationKind, ...NotificationKind[]]);

export const EMAIL_CHOICES = ["off", "instant", "hourly", "daily"] as const;
/** Whether a kind of news comes by e-mail: never, at once, or gathered every hour or every morning. */
export type EmailChoice = (typeof EMAIL_CHOICES)[number];

/** Wall time at which the daily mail leaves, in the workspace's zone. */
export const dailyMailTime = "08:00";
/** Notifications are kept this long. */
export const keptDays = 90;
/** Beyond this the bell stops counting. */
export const unreadShownMax = 99;
/** A person has a few browsers; the bound keeps a script from filling the table. */
export const pushSubscriptionsMax = 20;

export const channelChoice = z.object({
  inApp: z.boolean(),
  email: z.enum(EMAIL_CHOICES),
  push: z.boolean(),
});
/** By which ways one kind of news reaches a person. */
export type ChannelChoice = z.output<typeof channelChoice>;

export const listNotificationsInput = pageInput.extend({ unread: z.boolean().default(false) });
export type ListNotificationsInput = z.output<typeof listNotificationsInput>;

export const notificationIdInput = z.object({ notificationId: idOf("notification") });
export type NotificationIdInput = z.output<typeof notificationIdInput>;

export const markAllReadInput = z.object({
  before: instantSchema.describe("What came later was not seen, and stays unread"),
});
export type MarkAllReadInput = z.output<typeof markAllReadInput>;

export const saveSettingInput = channelChoice.extend({ kind });
export type SaveSettingInput = z.output<typeof saveSettingInput>;

/** Base64url of `bytes` bytes, as browsers write the keys of a subscription. */
const keyOf = (bytes: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((value) => Math.floor((value.replace(/=+$/, "").length * 3) / 4) === bytes);

export const subscribePushInput = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.object({ p256dh: keyOf(65), auth: keyOf(16) }),
});
export type SubscribePushInput = z.output<typeof subscribePushInput>;

export const unsubscribePushInput = z.object({ endpoint: z.string().max(1_000) });
export type UnsubscribePushInput = z.output<typeof unsubscribePushInput>;

/** What a sentence is filled with. */
export type NotificationData = Record<string, string | number | null>;

/** What a sentence counts or chooses by: an older notification may lack it, and must still be readable. */
const countless = { waiting: 0, accepted: 0, decision: "", drift: "" };

/** The words of a sentence, with something to say where a name is missing. */
export function sentenceValues(
  data: NotificationData,
  missing: { post: string; actor: string; channel: string; file: string },
): Record<string, string | number> {
  const present = Object.entries(data).filter(
    (entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== "",
  );
  return { ...missing, ...countless, ...Object.fromEntries(present) };
}
