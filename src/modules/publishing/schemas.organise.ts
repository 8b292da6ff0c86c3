import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { labelsMax } from "./schemas";

export const duplicatePostInput = z.object({
  postId: idOf("post"),
  keepCampaign: z.boolean().default(true),
  keepLabels: z.boolean().default(true),
});
export type DuplicatePostInput = z.output<typeof duplicatePostInput>;

export const emptyTrashInput = z.object({});

export const purgedOutput = z.object({
  purged: z.number().int().describe("Posts that are gone for good"),
  kept: z
    .number()
    .int()
    .describe("Posts that left the trash, but whose record stays because a network shows them"),
});
export type PurgedView = z.output<typeof purgedOutput>;

/** A few screens of a list; more is an import or a script, which pages. */
export const bulkMax = 200;
const postIds = z
  .array(idOf("post"))
  .min(1)
  .max(bulkMax)
  .transform((ids) => [...new Set(ids)]);

export const bulkPostsInput = z.object({ postIds });
export type BulkPostsInput = z.output<typeof bulkPostsInput>;

export const bulkMoveInput = z.object({
  postIds,
  campaignId: idOf("campaign").nullable().describe("Null: to no campaign"),
});
export type BulkMoveInput = z.output<typeof bulkMoveInput>;

const labelIds = z.array(idOf("label")).max(labelsMax).default([]);
export const bulkLabelInput = z
  .object({ postIds, add: labelIds, remove: labelIds })
  .refine(({ add, remove }) => add.length + remove.length > 0, { path: ["add"], error: "label.none_chosen" });
export type BulkLabelInput = z.output<typeof bulkLabelInput>;

/** A change of time that suits many posts at once. */
export const retimeChange = z.discriminatedUnion("by", [
  z
    .object({
      by: z.literal("shift"),
      days: z
        .number()
        .int()
        .min(-366)
        .max(366)
        .default(0)
        .describe("Keeps the wall time, whatever the clocks do"),
      minutes: z.number().int().min(-1_440).max(1_440).default(0).describe("Exactly so many"),
    })
    .refine(({ days, minutes }) => days !== 0 || minutes !== 0, {
      path: ["days"],
      error: "post.shift_nothing",
    }),
  z.object({
    by: z.literal("time"),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .describe("Wall time of each post's own day, `09:00`"),
  }),
  z.object({ by: z.literal("date"), date: z.iso.date().describe("Each post's own wall time on that day") }),
]);
export type RetimeChange = z.output<typeof retimeChange>;
export const bulkRetimeInput = z.object({ postIds, change: retimeChange });
export type BulkRetimeInput = z.output<typeof bulkRetimeInput>;

export const bulkOutput = z
  .object({
    items: z.array(
      z.object({
        postId: idOf("post"),
        done: z.boolean(),
        reason: z.string().nullable().describe("Why not, as a stable word"),
        details: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    ),
    done: z.number().int(),
    refused: z.number().int(),
  })
  .meta({ id: "BulkOutcome" });
export type BulkOutcome = z.output<typeof bulkOutput>;
