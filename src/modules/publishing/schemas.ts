import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { assetOutput } from "@/modules/media/schemas";
import { ISSUE_CODES } from "@/networks/capabilities";

export const DELIVERY_STATES = [
  "waiting",
  "scheduled",
  "leased",
  "sending",
  "unconfirmed",
  "published",
  "failed",
  "needs_attention",
  "held",
  "missed",
  "cancelled",
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const POST_STATES = [
  "draft",
  "scheduled",
  "publishing",
  "published",
  "partial",
  "needs_attention",
  "held",
  "failed",
  "missed",
  "cancelled",
] as const;
export type PostState = (typeof POST_STATES)[number];

export const POST_TIMINGS = ["time", "queue", "after"] as const;
/** How a post's instant is found. */
export type PostTiming = (typeof POST_TIMINGS)[number];

export const POST_APPROVALS = ["none", "required", "pending", "approved", "changes_requested"] as const;
/** Whether people must agree before a post goes out, and how far they are. */
export type PostApproval = (typeof POST_APPROVALS)[number];

export const PART_KINDS = ["post", "thread", "first_comment", "follow_up"] as const;
/** What a delivery is of its post: the post itself, or one of the parts that follow it. */
export type PartKind = (typeof PART_KINDS)[number];

/** What went out, as it was when it went: kept with the delivery as evidence and as the public site's text. */
export interface FrozenContent {
  title: string | null;
  body: string;
  tags: string[];
  language: string;
  settings: Record<string, unknown>;
  media: { assetId: string; altText: string }[];
  /** Hex SHA-256 of the above. */
  hash: string;
}

/** Bounds the row; per-network limits live in `networks/*`. */
export const bodyMax = 40_000;
export const titleMax = 300;
export const tagsMax = 20;
export const mediaMax = 20;
export const variantsMax = 50;
export const labelsMax = 30;
/** How long a deleted post can be taken back. */
export const trashKeptDays = 30;

const body = z.string().max(bodyMax);
/** One tag, with or without its `#`. */
export const tagInput = z
  .string()
  .trim()
  .transform((text) => text.replace(/^#/, ""))
  .pipe(
    z
      .string()
      .min(1)
      .max(60)
      .regex(/^[\p{L}\p{N}_-]+$/u, { error: "post.tag_malformed" }),
  );
const settings = z
  .record(z.string().max(60), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 10_000);
/** A wall time as a person means it; the second of two equal ones is told by its offset. */
export const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}([+-]\d{2}:\d{2})?$/)
  .meta({
    example: "2026-12-24T09:00",
    description:
      "Wall time, to the minute. When clocks go back a time happens twice: the first is meant, unless the offset of the second is told, as in `2026-10-25T02:30+01:00`",
  });
const timeZone = z.string().min(1).max(60).meta({ example: "Europe/Paris", description: "IANA time zone" });

/** Thread parts and the like of one post at most; networks may allow fewer. */
export const partsMax = 25;
/** A part waits a week for the one before it at most. */
export const partDelayMaxMinutes = 7 * 24 * 60;
/** A post waits thirty days after another at most. */
export const afterMaxMinutes = 30 * 24 * 60;

export const postPart = z
  .object({
    kind: z.enum(["thread", "first_comment", "follow_up"]),
    body: body.default(""),
    media: z
      .array(z.object({ assetId: idOf("asset"), altText: z.string().trim().max(4_000).default("") }))
      .max(mediaMax)
      .default([]),
    delayMinutes: z
      .number()
      .int()
      .min(0)
      .max(partDelayMaxMinutes)
      .default(0)
      .describe("Minutes after the part before it"),
  })
  .meta({ id: "PostPart" });
export type PostPart = z.output<typeof postPart>;

export const variantInput = z.object({
  channelId: idOf("channel"),
  body: body.nullable().default(null).describe("Null: the post's own text"),
  assetIds: z
    .array(idOf("asset"))
    .max(mediaMax)
    .nullable()
    .default(null)
    .describe("Null: all of the post's media"),
  parts: z
    .array(postPart)
    .max(partsMax)
    .nullable()
    .optional()
    .describe("Null: the post's own parts; absent: as they are"),
  settings: settings.default({}).describe("The network's per-post options"),
});

/** BCP 47. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

const draft = {
  title: z.string().trim().max(titleMax).nullable().default(null),
  body: body.default(""),
  tags: z.array(tagInput).max(tagsMax).default([]),
  language: languageTag.optional().describe("BCP 47; the workspace's language when absent"),
  media: z
    .array(z.object({ assetId: idOf("asset"), altText: z.string().trim().max(4_000).default("") }))
    .max(mediaMax)
    .default([]),
  variants: z
    .array(variantInput)
    .max(variantsMax)
    .default([])
    .refine((list) => new Set(list.map((variant) => variant.channelId)).size === list.length, {
      error: "A channel appears twice",
    }),
  parts: z
    .array(postPart)
    .max(partsMax)
    .optional()
    .describe("What follows it: thread parts, a first comment, follow-ups; absent: as they are"),
  campaignId: idOf("campaign").nullable().optional().describe("Absent: as it is"),
  labelIds: z.array(idOf("label")).max(labelsMax).optional().describe("Absent: as they are"),
  signed: z
    .boolean()
    .optional()
    .describe(
      "Whether its texts end with the signatures of its channels; absent: as it is, and yes when it is new",
    ),
};

export const createPostInput = z.object({
  ...draft,
  postId: idOf("post")
    .optional()
    .describe("An id of your own making, so that a repeated call finds the draft that the first one wrote"),
});
export type CreatePostInput = z.output<typeof createPostInput>;

export const postIdInput = z.object({ postId: idOf("post") });
export type PostIdInput = z.output<typeof postIdInput>;

export const updatePostInput = z.object({
  ...draft,
  postId: idOf("post"),
  revision: z
    .number()
    .int()
    .min(1)
    .describe("The revision that was edited; a newer one is never overwritten"),
});
export type UpdatePostInput = z.output<typeof updatePostInput>;

export const schedulePostInput = z.object({
  postId: idOf("post"),
  publishAt: wallTime,
  timeZone: timeZone.optional().describe("The workspace's zone when absent"),
});
export type SchedulePostInput = z.output<typeof schedulePostInput>;

export const scheduleAfterInput = z.object({
  postId: idOf("post"),
  afterPostId: idOf("post").describe("The post that must be live first"),
  afterChannelId: idOf("channel")
    .nullable()
    .default(null)
    .describe("Where it must be live; null: on all of its channels"),
  afterMinutes: z.number().int().min(0).max(afterMaxMinutes).default(0),
});
export type ScheduleAfterInput = z.output<typeof scheduleAfterInput>;

export const deliveryIdInput = z.object({ deliveryId: idOf("delivery") });
export type DeliveryIdInput = z.output<typeof deliveryIdInput>;

export const RESOLUTIONS = ["it_is_there", "send_again", "give_up"] as const;
export const placeDeliveryInput = z.object({
  deliveryId: idOf("delivery"),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe("Where it is on its network"),
});
export type PlaceDeliveryInput = z.output<typeof placeDeliveryInput>;

export const resolveDeliveryInput = z.object({
  deliveryId: idOf("delivery"),
  resolution: z.enum(RESOLUTIONS),
  url: placeDeliveryInput.shape.url.optional().describe("Where it is, for `it_is_there`"),
});
export type ResolveDeliveryInput = z.output<typeof resolveDeliveryInput>;

const count = z.number().int().nullable().describe("Null: unknown");
export const metricsOutput = z
  .object({ likes: count, reposts: count, replies: count, views: count, takenAt: instantSchema })
  .meta({ id: "Metrics" });
export type MetricsView = z.output<typeof metricsOutput>;

export const deliveryOutput = z
  .object({
    id: idOf("delivery"),
    postId: idOf("post"),
    channelId: idOf("channel"),
    channelName: z.string(),
    channelHandle: z.string(),
    network: z.string(),
    part: z.number().int().describe("0: the post itself; then what follows it, in order"),
    kind: z.enum(PART_KINDS),
    waitMinutes: z.number().int().describe("Minutes after what it waits for"),
    queued: z.boolean().describe("It holds a slot of its channel's queue"),
    state: z.enum(DELIVERY_STATES),
    publishAt: instantSchema,
    dueAt: instantSchema.describe("When it is next acted upon, while it is open"),
    attemptsMade: z.number().int(),
    reason: z.string().nullable().describe("Why it is not published, as a stable word"),
    detail: z.string().nullable().describe("The network's own sentence"),
    externalId: z.string().nullable(),
    url: z.string().nullable(),
    publishedAt: instantSchema.nullable(),
    removedAt: instantSchema.nullable().describe("When it was taken off its network at your asking"),
    since: instantSchema.describe("When it last changed its state"),
    metrics: metricsOutput.nullable(),
  })
  .meta({ id: "Delivery" });
export type DeliveryView = z.output<typeof deliveryOutput>;

export const attemptOutput = z
  .object({
    id: idOf("attempt"),
    kind: z.enum(["publish", "lookup"]),
    startedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    outcome: z
      .string()
      .nullable()
      .describe("Null: running, or its process died before an answer was recorded"),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    httpStatus: z.number().int().nullable(),
    answer: z.unknown().describe("The network's answer, bounded"),
  })
  .meta({ id: "Attempt" });
export type AttemptView = z.output<typeof attemptOutput>;

export const deliveryDetailOutput = deliveryOutput.extend({ attempts: z.array(attemptOutput) });

export const issueOutput = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.enum(ISSUE_CODES),
    field: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: "Issue" });

const variantOutput = z.object({
  channelId: idOf("channel"),
  body: z.string().nullable(),
  assetIds: z.array(idOf("asset")).nullable(),
  parts: z.array(postPart).nullable(),
  settings: z.record(z.string(), z.unknown()),
  issues: z.array(issueOutput).describe("What this channel's network would refuse or warn of"),
});

export const postOutput = z
  .object({
    id: idOf("post"),
    title: z.string().nullable(),
    body: z.string(),
    tags: z.array(z.string()),
    language: z.string(),
    state: z.enum(POST_STATES),
    authorId: idOf("user").nullable(),
    authorName: z.string().nullable(),
    timing: z.enum(POST_TIMINGS).describe("How its instant is found"),
    wallTime: z
      .string()
      .nullable()
      .describe("As it can be sent again: with its offset where it is the second of two equal times"),
    timeZone: z.string().nullable(),
    publishAt: instantSchema.nullable(),
    afterPostId: idOf("post").nullable(),
    afterChannelId: idOf("channel").nullable(),
    afterMinutes: z.number().int(),
    parts: z.array(postPart),
    campaignId: idOf("campaign").nullable(),
    signed: z.boolean().describe("Its texts end with the signatures of its channels"),
    labels: z.array(z.object({ id: idOf("label"), name: z.string(), color: z.string() })),
    seriesId: idOf("series").nullable(),
    occurrence: z.string().nullable(),
    evergreenId: idOf("evergreen").nullable(),
    importId: idOf("import").nullable(),
    approval: z.enum(POST_APPROVALS),
    revision: z.number().int(),
    media: z.array(assetOutput.extend({ altText: z.string() })),
    files: z.array(assetOutput).describe("The files that its parts carry, in no order"),
    variants: z.array(variantOutput),
    deliveries: z.array(deliveryOutput),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: "Post" });
export type PostView = z.output<typeof postOutput>;

export const deletedOutput = z.object({ deleted: z.literal(true) });
