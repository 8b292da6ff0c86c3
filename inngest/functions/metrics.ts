import { takeSnapshot } from "@/modules/metrics/commands";
import { READINGS, type Reading } from "@/modules/metrics/schemas";
import { postPublished } from "@/modules/publishing/events";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

/** Reads the counts of each published delivery from its network, on a schedule that thins out over a month. */
export const readMetrics = inngest.createFunction(
  {
    id: "metrics.read",
    retries: 3,
    concurrency: { key: "event.data.channelId", limit: 2 },
    triggers: { event: postPublished.name },
  },
  async ({ event, step }) => {
    const { deliveryId } = postPublished.schema.parse(event.data);
    const publishedAt = event.ts ?? Date.now();
    for (const [occasion, afterMs] of Object.entries(READINGS) as [Reading, number][]) {
      await step.sleepUntil(`until-${occasion}`, new Date(publishedAt + afterMs));
      await step.run(`read-${occasion}`, () =>
        takeSnapshot(contextOf(event, "metrics.read"), { deliveryId, occasion }),
      );
    }
  },
);
