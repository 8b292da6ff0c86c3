import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput } from "@/kernel/pagination";
import { plannedPostOutput, planFilter } from "./schemas";

/** Six weeks: what a month is drawn in. */
export const gridDaysMax = 42;
/** Hours are shown for a week at most. */
export const hourDaysMax = 7;

const day = z.iso.date().describe("A day of the workspace's zone");

export const gridInput = planFilter.extend({
  firstDay: day,
  days: z.number().int().min(1).max(gridDaysMax),
  by: z.enum(["day", "hour"]),
});
export type GridInput = z.output<typeof gridInput>;

/** A window of the calendar, bounded however many posts it holds: the first of each cell, and how many there are. */
export const gridOutput = gridInput.pick({ firstDay: true, by: true }).extend({
  cells: z.array(
    z.object({
      key: z.string().describe("`2026-11-21`, or `2026-11-21T09` for an hour"),
      count: z.number().int(),
      attention: z.number().int().describe("Those of them that wait for a person"),
      postIds: z.array(idOf("post")),
    }),
  ),
  items: z.array(plannedPostOutput),
  total: z.number().int(),
});
export type GridView = z.output<typeof gridOutput>;

export const agendaInput = pageInput.extend(planFilter.shape).extend({
  from: instantSchema,
  to: instantSchema,
});
export type AgendaInput = z.output<typeof agendaInput>;

/** What a calendar can be narrowed by and coloured with. */
export const swatchesOutput = z.object({
  campaigns: z.array(z.object({ id: idOf("campaign"), name: z.string(), color: z.string() })),
  labels: z.array(z.object({ id: idOf("label"), name: z.string(), color: z.string() })),
});
export type Swatches = z.output<typeof swatchesOutput>;

export const marksInput = z.object({
  firstDay: day,
  days: z.number().int().min(1).max(gridDaysMax),
  channelIds: planFilter.shape.channelIds,
});
export type MarksInput = z.output<typeof marksInput>;

const place = { day: z.string(), channelId: idOf("channel"), channel: z.string() };
export const marksOutput = z.object({
  gaps: z.array(z.object(place)).describe("A day of a channel's slots on which nothing goes out"),
  collisions: z
    .array(z.object({ ...place, count: z.number().int() }))
    .describe("Posts of one channel that follow each other too closely"),
  quotas: z
    .array(
      z.object({
        ...place,
        used: z.number().int().describe("The most that any window of that day holds"),
        limit: z.number().int(),
        windowMs: z.number().int(),
      }),
    )
    .describe("Where a notable share of what a network allows is planned"),
  costs: z
    .array(z.object({ ...place, minor: z.number().int(), currency: z.string(), count: z.number().int() }))
    .describe("What a network asks for the posts of a day, in minor units"),
});
export type MarksView = z.output<typeof marksOutput>;
