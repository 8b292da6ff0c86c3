import { newId } from "@/kernel/ids";
import type { DeliveryView } from "@/modules/publishing/schemas";

const at = new Date("2026-11-21T09:00:00Z");

/** A delivery as a page receives it: scheduled, the post itself, on some channel. */
export const aDelivery = (more: Partial<DeliveryView> = {}): DeliveryView => ({
  id: newId("delivery"),
  postId: newId("post"),
  channelId: newId("channel"),
  channelName: "Site",
  channelHandle: "site",
  network: "site",
  part: 0,
  kind: "post",
  waitMinutes: 0,
  queued: false,
  state: "scheduled",
  publishAt: at,
  dueAt: at,
  attemptsMade: 0,
  reason: null,
  detail: null,
  externalId: null,
  url: null,
  publishedAt: null,
  removedAt: null,
  since: at,
  metrics: null,
  ...more,
});
