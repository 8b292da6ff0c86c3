import { newId } from "@/kernel/ids";
import type { PostSummary } from "@/modules/planning/schemas";

/** A post of a list or calendar: scheduled, of nobody in particular, and the reader's to change. */
export const aSummary = (more: Partial<PostSummary> = {}): PostSummary => ({
  id: newId("post"),
  title: null,
  excerpt: "Hello",
  state: "scheduled",
  timing: "time",
  approval: "none",
  wallTime: null,
  timeZone: null,
  publishAt: new Date("2026-11-25T08:00:00Z"),
  updatedAt: new Date("2026-01-01T00:00:00Z"),
  mediaCount: 0,
  partCount: 0,
  authorId: null,
  mine: false,
  canEdit: true,
  canPlan: true,
  campaignId: null,
  labels: [],
  channels: [{ channelId: newId("channel"), name: "Site", network: "site", state: "scheduled" }],
  ...more,
});
