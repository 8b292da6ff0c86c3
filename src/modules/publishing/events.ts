import { z } from "zod";
import { idOf } from "@/kernel/ids";

const deliveryEvent = z.object({
  postId: idOf("post"),
  deliveryId: idOf("delivery"),
  channelId: idOf("channel"),
});

/** What the module tells the rest of the product, one event a delivery. */
export const postPublished = { name: "post.published", schema: deliveryEvent } as const;
export const postFailed = { name: "post.failed", schema: deliveryEvent } as const;
export const postNeedsAttention = { name: "post.needs_attention", schema: deliveryEvent } as const;
export const postHeld = { name: "post.held", schema: deliveryEvent } as const;

/** A post was given a time, or another one. */
export const postScheduled = { name: "post.scheduled", schema: z.object({ postId: idOf("post") }) } as const;

/** People agreed to a post when its time had passed: it waits for somebody who says when it goes out. */
export const postApprovedLate = {
  name: "post.approved_late",
  schema: z.object({ postId: idOf("post") }),
} as const;

/** Something is due before the next regular wake of the dispatcher. */
export const dispatchRequested = {
  name: "publishing.dispatch_requested",
  schema: z.object({ at: z.iso.datetime() }),
} as const;

/** A process booted with another release of the zone data than the last one: what is planned is to be looked at. */
export const zoneDataChanged = {
  name: "publishing.zone_data_changed",
  schema: z.object({ version: z.string() }),
} as const;

/** The event that tells of a delivery entering `state`, if any does. */
export const EVENT_OF_STATE = {
  published: postPublished,
  failed: postFailed,
  needs_attention: postNeedsAttention,
  held: postHeld,
  missed: postFailed,
} as const;
