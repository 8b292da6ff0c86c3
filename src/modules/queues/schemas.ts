import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { isTimeZone } from "@/kernel/time";
import { DELIVERY_STATES } from "@/modules/publishing/schemas";

/** One slot a quarter of an hour, on every day: more than any network welcomes. */
export const slotsMax = 7 * 96;
export const slotLabelMax = 40;
/** A calendar never asks for more. */
export const freeSlotsDaysMax = 366;
const channelsMax = 100;

export const slotInput = z
  .object({
    weekday: z.number().int().min(1).max(7).describe("ISO weekday: 1 is Monday"),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .meta({ example: "09:00", description: "Wall time in the zone of the queue" }),
    label: z
      .string()
      .trim()
      .max(slotLabelMax)
      .nullable()
      .default(null)
      .transform((text) => text || null),
    evergreen: z.boolean().default(true).describe("Evergreen posts may fill it when nothing else does"),
  })
  .meta({ id: "SlotInput" });
export type SlotInput = z.output<typeof slotInput>;

const slots = z
  .array(slotInput)
  .max(slotsMax)
  .refine((list) => new Set(list.map(({ weekday, time }) => `${weekday} ${time}`)).size === list.length, {
    error: "A time appears twice on one day",
  });
const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, { error: "Unknown time zone" })
  .meta({ example: "Europe/Paris", description: "IANA time zone" });
const reflow = z
  .boolean()
  .default(true)
  .describe("Give what is queued the new slots, in its order; otherwise it keeps its instants");

export const queueIdInput = z.object({ channelId: idOf("channel") });
export type QueueIdInput = z.output<typeof queueIdInput>;

export const getQueueInput = z.object({
  channelId: idOf("channel"),
  days: z.coerce.number().int().min(1).max(366).default(14).describe("How far ahead to look"),
});
export type GetQueueInput = z.output<typeof getQueueInput>;

export const setSlotsInput = z.object({ channelId: idOf("channel"), slots, reflow });
export type SetSlotsInput = z.output<typeof setSlotsInput>;

export const previewSlotsInput = z.object({ channelId: idOf("channel"), slots });
export type PreviewSlotsInput = z.output<typeof previewSlotsInput>;

export const copySlotsInput = z.object({
  channelId: idOf("channel").describe("Whose week is copied"),
  toChannelIds: z.array(idOf("channel")).min(1).max(channelsMax),
  reflow,
});
export type CopySlotsInput = z.output<typeof copySlotsInput>;

export const setQueueZoneInput = z.object({ channelId: idOf("channel"), timeZone });
export type SetQueueZoneInput = z.output<typeof setQueueZoneInput>;

export const POSITIONS = ["next", "last"] as const;
/** Where in a queue a post is put: the first free slot, or the first one behind everything that is queued. */
export type QueuePosition = (typeof POSITIONS)[number];
export const addToQueueInput = z.object({
  postId: idOf("post"),
  position: z
    .enum(POSITIONS)
    .default("next")
    .describe(
      "`next`: the first free slot, and a post that is queued keeps its place; `last`: the first one behind everything else that is queued",
    ),
  from: instantSchema
    .optional()
    .describe("No slot before this instant; a post that is queued before it moves"),
  places: z
    .array(z.object({ channelId: idOf("channel"), at: instantSchema }))
    .max(channelsMax)
    .default([])
    .describe("Free slots to take; the post's other channels follow `position`"),
});
export type AddToQueueInput = z.input<typeof addToQueueInput>;

export const postInQueueInput = z.object({ postId: idOf("post") });
export type PostInQueueInput = z.output<typeof postInQueueInput>;

export const shuffleInput = z.object({
  channelId: idOf("channel"),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional()
    .describe("The same seed draws the same order"),
});
export type ShuffleInput = z.output<typeof shuffleInput>;

const place = z.object({ deliveryId: idOf("delivery"), at: instantSchema }).meta({ id: "QueuePlace" });
export type QueuePlace = z.output<typeof place>;

/** More than anybody arranges by hand, and enough to take a shuffle back. */
export const placesMax = 2_000;
export const arrangeInput = z.object({
  channelId: idOf("channel"),
  places: z.array(place).min(1).max(placesMax),
});
export type ArrangeInput = z.output<typeof arrangeInput>;

export const moveInput = z
  .object({
    deliveryId: idOf("delivery"),
    direction: z.enum(["up", "down"]).optional().describe("To the slot before or behind it"),
    at: instantSchema
      .optional()
      .describe("To this slot: a free one, or one whose post then moves on with those between"),
  })
  .refine(({ direction, at }) => (direction === undefined) !== (at === undefined), {
    error: "Give a direction or a slot",
  });
export type MoveInput = z.output<typeof moveInput>;

export const freeSlotsInput = z.object({
  channelIds: z.array(idOf("channel")).min(1).max(channelsMax),
  from: instantSchema,
  to: instantSchema,
});
export type FreeSlotsInput = z.output<typeof freeSlotsInput>;

export const slotOutput = z
  .object({
    id: idOf("slot"),
    weekday: z.number().int(),
    time: z.string(),
    label: z.string().nullable(),
    evergreen: z.boolean(),
  })
  .meta({ id: "Slot" });
export type Slot = z.output<typeof slotOutput>;

const entry = z
  .object({
    deliveryId: idOf("delivery"),
    postId: idOf("post"),
    title: z.string().nullable(),
    excerpt: z.string().describe("The first 280 characters of the text"),
    mediaCount: z.number().int(),
    partCount: z.number().int().describe("How many parts follow the post there"),
    state: z.enum(DELIVERY_STATES),
    reason: z.string().nullable(),
    movable: z.boolean().describe("It is queued and not yet going out: it may be given another slot"),
  })
  .meta({ id: "QueueEntry" });
export type QueueEntry = z.output<typeof entry>;

const row = z
  .object({
    at: instantSchema,
    slotId: idOf("slot").nullable().describe("Null: a post that stands beside the slots"),
    label: z.string().nullable(),
    entry: entry.nullable().describe("Null: free"),
  })
  .meta({ id: "QueueRow" });
export type QueueRow = z.output<typeof row>;

export const queueOutput = z
  .object({
    channelId: idOf("channel"),
    timeZone: z.string(),
    followsWorkspace: z.boolean().describe("It has no zone of its own"),
    pausedAt: instantSchema.nullable(),
    slots: z.array(slotOutput).describe("From Monday on"),
    rows: z.array(row).describe("Slots ahead with what stands in each, and posts beside them, by time"),
    until: instantSchema.describe("How far `rows` reaches"),
    queuedCount: z.number().int().describe("Queued posts, also those behind `until`"),
    heldCount: z.number().int().describe("Posts that wait because the channel was broken"),
  })
  .meta({ id: "Queue" });
export type QueueView = z.output<typeof queueOutput>;

export const queueSummaryOutput = z
  .object({
    channelId: idOf("channel"),
    timeZone: z.string(),
    pausedAt: instantSchema.nullable(),
    slotCount: z.number().int(),
    queuedCount: z.number().int(),
  })
  .meta({ id: "QueueSummary" });
export type QueueSummary = z.output<typeof queueSummaryOutput>;
export const queueListOutput = z.object({ items: z.array(queueSummaryOutput) });

export const changeOutput = z
  .object({
    moved: z.number().int().describe("How many posts were given another slot"),
    left: z.number().int().describe("How many found no slot and stand where they were"),
    before: z.array(place).describe("Where the moved ones stood: `arrange` takes them back"),
  })
  .meta({ id: "QueueChange" });
export type QueueChange = z.output<typeof changeOutput>;

export const previewOutput = z.object({
  queued: z.number().int(),
  moved: z.number().int().describe("How many would be given another slot"),
  left: z.number().int().describe("How many would find no slot"),
});
export type SlotsPreview = z.output<typeof previewOutput>;

export const copiedOutput = z.object({
  items: z.array(z.object({ channelId: idOf("channel"), moved: z.number().int(), left: z.number().int() })),
});

const freeSlot = z
  .object({
    channelId: idOf("channel"),
    slotId: idOf("slot"),
    at: instantSchema,
    label: z.string().nullable(),
    evergreen: z.boolean(),
  })
  .meta({ id: "FreeSlot" });
export type FreeSlot = z.output<typeof freeSlot>;
export const freeSlotsOutput = z.object({ items: z.array(freeSlot) });
