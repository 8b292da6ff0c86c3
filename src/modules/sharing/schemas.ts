import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { dayMs } from "@/kernel/time";
import type { PostState } from "@/modules/publishing/schemas";

export const SHARE_KINDS = ["calendar", "ics"] as const;
export type ShareKind = (typeof SHARE_KINDS)[number];

/** A workspace hands out a few dozen at most; the bound keeps a runaway script from filling the table. */
export const sharesMax = 100;
export const shareLifetimeDaysMax = 365;

/** What a share shows; an absent filter does not narrow. */
export const shareFilters = z.object({
  channelIds: z.array(idOf("channel")).max(50).optional(),
  campaignIds: z.array(idOf("campaign")).max(50).optional(),
});
export type ShareFilters = z.output<typeof shareFilters>;

export const createShareInput = z.object({
  kind: z.enum(SHARE_KINDS).describe("A page to read, or a feed that a calendar program subscribes to"),
  name: z.string().trim().min(1).max(80),
  filters: shareFilters.default({}),
  lifetimeDays: z
    .number()
    .int()
    .min(1)
    .max(shareLifetimeDaysMax)
    .nullable()
    .default(null)
    .describe("Null: until revoked"),
});
export type CreateShareInput = z.output<typeof createShareInput>;

export const listSharesInput = z.object({});

export const shareIdInput = z.object({ shareId: idOf("share") });
export type ShareIdInput = z.output<typeof shareIdInput>;

export const SHARE_STATES = ["active", "expired", "revoked"] as const;
export type ShareState = (typeof SHARE_STATES)[number];

export const shareOutput = z
  .object({
    id: idOf("share"),
    kind: z.enum(SHARE_KINDS),
    name: z.string(),
    state: z.enum(SHARE_STATES),
    filters: shareFilters,
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable(),
  })
  .meta({ id: "Share" });
export type ShareView = z.output<typeof shareOutput>;
export const sharesOutput = z.object({ items: z.array(shareOutput) });

export const createdShareOutput = shareOutput.extend({
  url: z.string().describe("The address with its secret: it is shown this once, and cannot be read again"),
});
export type CreatedShare = z.output<typeof createdShareOutput>;

/** When a share made at `now` stops showing anything. */
export const shareExpiryOf = (now: Date, lifetimeDays: number | null): Date | null =>
  lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * dayMs);

/** Whether a share still shows anything at `now`. */
export function shareStateOf(
  { expiresAt, revokedAt }: { expiresAt: Date | null; revokedAt: Date | null },
  now: Date,
): ShareState {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt <= now ? "expired" : "active";
}

/** What the secret of an address looks like: 256 bits. */
export const shareTokenSchema = z.string().regex(/^[\w-]{43}$/);
/** A page shows a month and the days around it; a feed the near past and a year ahead. */
export const sharedPostsMax = 1_000;
export const feedPastDays = 90;
export const feedFutureDays = 365;

/** What an outsider is told of a post: how it stands, not what troubles the team. */
export type OutsideState = "planned" | "published" | "delayed";
const OUTSIDE: Record<PostState, OutsideState> = {
  draft: "planned",
  scheduled: "planned",
  publishing: "planned",
  published: "published",
  partial: "published",
  needs_attention: "delayed",
  held: "delayed",
  failed: "delayed",
  missed: "delayed",
  cancelled: "delayed",
};
export const outsideStateOf = (state: PostState): OutsideState => OUTSIDE[state];
