import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";
import { DELIVERY_STATES, deliveryOutput, POST_STATES } from "@/modules/publishing/schemas";

export const listPostsInput = pageInput.extend({
  states: z.array(z.enum(POST_STATES)).max(POST_STATES.length).optional(),
  channelId: idOf("channel").optional(),
  search: z.string().trim().max(200).optional().describe("Part of the title or of the text"),
});
export type ListPostsInput = z.output<typeof listPostsInput>;

/** A calendar asks for at most one screen of a quarter. */
export const calendarDaysMax = 93;
export const calendarPostsMax = 2_000;
export const calendarInput = z.object({
  from: instantSchema,
  to: instantSchema,
  channelIds: z.array(idOf("channel")).max(100).optional(),
});
export type CalendarInput = z.output<typeof calendarInput>;

export const postSummaryOutput = z
  .object({
    id: idOf("post"),
    title: z.string().nullable(),
    excerpt: z.string().describe("The first 280 characters of the text"),
    state: z.enum(POST_STATES),
    wallTime: z.string().nullable(),
    timeZone: z.string().nullable(),
    publishAt: instantSchema.nullable(),
    updatedAt: instantSchema,
    mediaCount: z.number().int(),
    channels: z.array(
      z.object({
        channelId: idOf("channel"),
        name: z.string(),
        network: z.string(),
        state: z.enum(DELIVERY_STATES).nullable().describe("Null: not scheduled"),
      }),
    ),
  })
  .meta({ id: "PostSummary" });
export type PostSummary = z.output<typeof postSummaryOutput>;

export const postPageOutput = pageSchema(postSummaryOutput);
export const calendarOutput = z.object({
  items: z.array(postSummaryOutput),
  truncated: z.boolean().describe("More posts lie in this window than a calendar shows"),
});

/** A delivery with the words by which its post is known. */
const toldDelivery = deliveryOutput.extend({ postTitle: z.string().nullable(), postExcerpt: z.string() });
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
