import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";
import {
  DELIVERY_STATES,
  deliveryOutput,
  POST_APPROVALS,
  POST_STATES,
  POST_TIMINGS,
  type PostState,
} from "@/modules/publishing/schemas";

/** The states in which a post waits for a person. */
export const ATTENTION_STATES = [
  "needs_attention",
  "held",
  "failed",
  "missed",
  "partial",
] as const satisfies readonly PostState[];

export const listPostsInput = pageInput.extend({
  states: z.array(z.enum(POST_STATES)).max(POST_STATES.length).optional(),
  channelId: idOf("channel").optional(),
  campaignId: idOf("campaign").optional(),
  labelId: idOf("label").optional(),
  search: z.string().trim().max(200).optional().describe("Part of the title or of the text"),
});
export type ListPostsInput = z.output<typeof listPostsInput>;

const chosenMax = 100;

/** What narrows a calendar; within one kind any of the chosen, between kinds all of them. */
export const planFilter = z.object({
  channelIds: z.array(idOf("channel")).max(chosenMax).optional(),
  campaignIds: z.array(idOf("campaign")).max(chosenMax).optional(),
  labelIds: z.array(idOf("label")).max(chosenMax).optional(),
});
export type PlanFilter = z.output<typeof planFilter>;

/** A calendar asks for at most one screen of a quarter. */
export const calendarDaysMax = 93;
export const calendarPostsMax = 2_000;
export const calendarInput = planFilter.extend({ from: instantSchema, to: instantSchema });
export type CalendarInput = z.output<typeof calendarInput>;

const swatch = { name: z.string(), color: z.string().describe("A name of the palette") };

/** What a calendar needs to know of a post. */
export const plannedPostOutput = z
  .object({
    id: idOf("post"),
    title: z.string().nullable(),
    excerpt: z.string().describe("The beginning of the text, up to 280 characters; 100 in a grid"),
    state: z.enum(POST_STATES),
    timing: z.enum(POST_TIMINGS).describe("How its instant is found"),
    approval: z.enum(POST_APPROVALS),
    wallTime: z.string().nullable(),
    timeZone: z.string().nullable(),
    publishAt: instantSchema.nullable(),
    partCount: z.number().int().describe("Thread parts and comments that follow it"),
    canEdit: z.boolean().describe("Whether the caller may change it, as long as it is not out"),
    canPlan: z
      .boolean()
      .describe("Whether the caller may give it a time; without the right to publish that is a proposal"),
    campaignId: idOf("campaign").nullable(),
    channels: z.array(
      z.object({
        channelId: idOf("channel"),
        name: z.string(),
        network: z.string(),
        state: z.enum(DELIVERY_STATES).nullable().describe("Of the post itself; null: not scheduled"),
      }),
    ),
  })
  .meta({ id: "PlannedPost" });
export type PlannedPost = z.output<typeof plannedPostOutput>;

export const postSummaryOutput = plannedPostOutput
  .extend({
    updatedAt: instantSchema,
    mediaCount: z.number().int(),
    authorId: idOf("user").nullable(),
    mine: z.boolean().describe("Whether the caller wrote it"),
    labels: z.array(z.object({ id: idOf("label"), ...swatch })),
  })
  .meta({ id: "PostSummary" });
export type PostSummary = z.output<typeof postSummaryOutput>;

export const postPageOutput = pageSchema(postSummaryOutput);

export const trashInput = pageInput;
export type TrashInput = z.output<typeof trashInput>;
export const trashedOutput = postSummaryOutput
  .extend({
    deletedAt: instantSchema,
    goneAt: instantSchema.describe("When it leaves the trash for good"),
  })
  .meta({ id: "TrashedPost" });
export type TrashedPost = z.output<typeof trashedOutput>;
export const trashPageOutput = pageSchema(trashedOutput);

export const calendarOutput = z.object({
  items: z.array(postSummaryOutput),
  truncated: z.boolean().describe("More posts lie in this window than a calendar shows"),
});

/** A delivery with the words by which its post is known, and how far people agreed to it. */
const toldDelivery = deliveryOutput.extend({
  postTitle: z.string().nullable(),
  postExcerpt: z.string(),
  postApproval: z.enum(POST_APPROVALS),
});
export type ToldDelivery = z.output<typeof toldDelivery>;

export const todayOutput = z.object({
  nextUp: z.array(postSummaryOutput),
  needsAttention: z.array(toldDelivery),
  recentResults: z.array(toldDelivery),
  counts: z.object({
    scheduled: z.number().int(),
    needsAttention: z.number().int(),
    drafts: z.number().int(),
    publishedLastWeek: z.number().int(),
  }),
});
export type TodayView = z.output<typeof todayOutput>;
