import { cron } from "inngest";
import type { Id } from "@/kernel/ids";
import { zoneDataChanged } from "@/modules/publishing/events";
import { followQueueClocks } from "@/modules/queues/commands/zone";
import { queueWatched } from "@/modules/queues/events";
import { listWatched } from "@/modules/queues/queries";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

const pageSize = 500;

/** Once a day, and when a process boots with other zone data, has every queue look at its clocks: a new release of the zone data may have changed them. */
export const followClocksDaily = inngest.createFunction(
  {
    id: "queues.follow-clocks",
    retries: 2,
    singleton: { mode: "skip" },
    triggers: [cron("17 3 * * *"), { event: zoneDataChanged.name }],
  },
  async ({ step }) => {
    let after: Id<"channel"> | null = null;
    for (let page = 0; ; page++) {
      const from: Id<"channel"> | null = after;
      const found: Awaited<ReturnType<typeof listWatched>> = await step.run(`list-${page}`, () =>
        listWatched(from, pageSize),
      );
      if (found.length > 0)
        await step.sendEvent(
          `ask-${page}`,
          found.map((data) => ({ name: queueWatched.name, data })),
        );
      after = found.at(-1)?.channelId ?? null;
      if (found.length < pageSize) return { pages: page + 1 };
    }
  },
);

export const followClocksOfQueue = inngest.createFunction(
  {
    id: "queues.follow-clocks-of-one",
    retries: 4,
    concurrency: { limit: 5 },
    triggers: { event: queueWatched.name },
  },
  ({ event, step }) => {
    const { channelId } = queueWatched.schema.parse(event.data);
    return step.run("follow", () =>
      followQueueClocks(contextOf(event, "queues.follow-clocks"), { channelId }),
    );
  },
);
