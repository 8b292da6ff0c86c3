import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";
import {
  createPostInput,
  POST_STATES,
  postIdInput,
  postOutput,
  wallTime as meantTime,
} from "@/modules/publishing/schemas";
import { FREQUENCIES, WEEKDAYS } from "./schemas.rule";

export const SERIES_STATES = ["active", "ended"] as const;
export type SeriesState = (typeof SERIES_STATES)[number];

/** A workspace needs some dozens; the bound keeps a runaway script from filling the plan. */
export const seriesMax = 500;
/** Occurrences that may be taken out of one series. */
export const excludedMax = 500;
/** Times that a preview shows. */
export const previewCount = 5;

const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .meta({ example: "2026-12-24T09:00", description: "Wall time, to the minute" });
const timeZone = z.string().min(1).max(60).meta({ example: "Europe/Paris", description: "IANA time zone" });
const rule = z.string().trim().min(1).max(400).meta({
  example: "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=12",
  description:
    "RFC 5545 RRULE: DAILY to YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT or UNTIL",
});
const occurrence = wallTime.describe("The wall time of one occurrence, by the rule");

/** What each occurrence is written from: the input of a post. */
export const seriesTemplate = createPostInput.omit({ postId: true });
export type SeriesTemplate = z.output<typeof seriesTemplate>;

export const createSeriesInput = z.object({
  template: seriesTemplate,
  rule,
  startsAt: wallTime.describe("Wall time from which the rule counts, and the hour of every occurrence"),
  timeZone: timeZone.optional().describe("The workspace's zone when absent"),
});
export type CreateSeriesInput = z.output<typeof createSeriesInput>;

export const createSeriesFromPostInput = createSeriesInput
  .omit({ template: true })
  .extend({ postId: idOf("post") });
export type CreateSeriesFromPostInput = z.output<typeof createSeriesFromPostInput>;

export const seriesIdInput = z.object({ seriesId: idOf("series") });
export type SeriesIdInput = z.output<typeof seriesIdInput>;

export const occurrenceInput = z.object({ seriesId: idOf("series"), occurrence });
export type OccurrenceInput = z.output<typeof occurrenceInput>;

const change = {
  template: seriesTemplate.optional(),
  timeZone: timeZone.optional(),
};
const rewrite = {
  ...change,
  rule: rule.optional(),
  startsAt: wallTime.optional(),
  includeEdited: z
    .boolean()
    .default(false)
    .describe("Also rewrite occurrences that somebody edited or moved by hand"),
};

/** This occurrence only: it goes its own way afterwards. */
export const editOccurrenceInput = occurrenceInput.extend({ ...change, wallTime: meantTime.optional() });
export type EditOccurrenceInput = z.output<typeof editOccurrenceInput>;

/** This occurrence and those that follow: a series of their own. */
export const editFollowingInput = occurrenceInput.extend(rewrite);
export type EditFollowingInput = z.output<typeof editFollowingInput>;

/** Every occurrence that has not gone out. */
export const editAllInput = seriesIdInput.extend(rewrite);
export type EditAllInput = z.output<typeof editAllInput>;

const REMAINDERS = ["keep", "remove"] as const;
/** What becomes of occurrences that are planned already. */
export const endSeriesInput = seriesIdInput.extend({
  planned: z.enum(REMAINDERS).describe("What becomes of the occurrences that are planned already"),
});
export type EndSeriesInput = z.output<typeof endSeriesInput>;

export const previewSeriesInput = z.object({
  rule,
  startsAt: wallTime,
  timeZone,
  excluded: z.array(wallTime).max(excludedMax).default([]),
});
export type PreviewSeriesInput = z.output<typeof previewSeriesInput>;

export const listSeriesInput = z.object({
  ...pageInput.shape,
  state: z.enum(SERIES_STATES).optional(),
});
export type ListSeriesInput = z.output<typeof listSeriesInput>;

export const recurrenceOutput = z
  .object({
    frequency: z.enum(FREQUENCIES),
    interval: z.number().int(),
    byDay: z.array(
      z.object({
        weekday: z.enum(WEEKDAYS),
        nth: z.number().int().nullable().describe("Within the month; null: each"),
      }),
    ),
    byMonthDay: z.array(z.number().int()),
    byMonth: z.array(z.number().int()),
    bySetPos: z.array(z.number().int()),
    count: z.number().int().nullable(),
    until: z.string().nullable().describe("Wall time of the last possible occurrence"),
  })
  .meta({ id: "Recurrence" });

const time = {
  occurrence,
  wallTime: meantTime.describe("As clocks show it; another one only where they skip the first"),
  at: instantSchema,
  clock: z
    .enum(["plain", "skipped", "repeated"])
    .describe("Whether clocks jump over this time, or show it twice"),
  offset: z.string().describe("Distance from UTC at that instant"),
};
export const timeOutput = z.object(time).meta({ id: "SeriesTime" });
export type SeriesTime = z.output<typeof timeOutput>;

export const previewSeriesOutput = z.object({
  rule: z.string().describe("The rule in its canonical form"),
  recurrence: recurrenceOutput,
  times: z.array(timeOutput),
});

export const upcomingOutput = z
  .object({
    ...time,
    postId: idOf("post").nullable().describe("Null: not written yet"),
    postState: z.enum(POST_STATES).nullable(),
    detached: z.boolean().describe("Somebody edited or moved it by hand"),
  })
  .meta({ id: "SeriesOccurrence" });
export type UpcomingOccurrence = z.output<typeof upcomingOutput>;

export const seriesOutput = z
  .object({
    id: idOf("series"),
    state: z.enum(SERIES_STATES),
    template: z.unknown().describe("The input that each occurrence is written from"),
    body: z.string(),
    title: z.string().nullable(),
    channelIds: z.array(idOf("channel")),
    rule: z.string(),
    recurrence: recurrenceOutput,
    startsAt: wallTime,
    timeZone,
    excluded: z.array(wallTime),
    problem: z.string().nullable().describe("Why no further occurrences are written, as a stable word"),
    authorName: z.string().nullable(),
    published: z.number().int().describe("Occurrences that went out"),
    upcoming: z.array(upcomingOutput).describe("The next ones, oldest first"),
    filledUntil: instantSchema.nullable().describe("Occurrences exist as posts up to here"),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: "Series" });
/** A series as the app and the API show it. */
export type SeriesView = Omit<z.output<typeof seriesOutput>, "template"> & { template: SeriesTemplate };

export const seriesListOutput = pageSchema(seriesOutput);
/** The post of one occurrence. */
export const editedOccurrenceOutput = postOutput;
export const seriesOfPostInput = postIdInput;
export const seriesDeletedOutput = z.object({ deleted: z.literal(true) });

/** Where a post stands in the series that it is part of. */
export const membershipOutput = z
  .object({
    seriesId: idOf("series"),
    occurrence,
    state: z.enum(SERIES_STATES),
    recurrence: recurrenceOutput,
    startsAt: wallTime,
    detached: z.boolean(),
    previousPostId: idOf("post").nullable(),
    nextPostId: idOf("post").nullable(),
  })
  .nullable();
export type Membership = z.output<typeof membershipOutput>;
