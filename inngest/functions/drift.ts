import type { Id } from "@/kernel/ids";
import { patrolChannel } from "@/modules/drift/commands/patrol";
import { driftCheckRequested } from "@/modules/drift/events";
import { batchMax, nightMax, turnOf } from "@/modules/drift/policy";
import { type DriftTarget, listWatchedChannels } from "@/modules/drift/queries";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

const pageSize = 500;

const requestOf = (target: DriftTarget) => ({ name: driftCheckRequested.name, data: { ...target } });

/** Each night, asks for a look at what every channel has published: whether it still stands as it was sent. */
export const watchDriftNightly = inngest.createFunction(
  { id: "drift.watch", retries: 2, singleton: { mode: "skip" }, triggers: { cron: "11 0 * * *" } },
  async ({ step }) => {
    let after: Id<"channel"> | null = null;
    for (let page = 0; ; page++) {
      const from: Id<"channel"> | null = after;
      const targets: DriftTarget[] = await step.run(`list-${page}`, () =>
        listWatchedChannels(from, pageSize),
      );
      if (targets.length > 0) await step.sendEvent(`ask-${page}`, targets.map(requestOf));
      after = targets.at(-1)?.channelId ?? null;
      if (targets.length < pageSize) return { pages: page + 1 };
    }
  },
);

/** Looks at one channel's posts, in its own turn of the night, a bounded number of them. */
export const watchDriftOfChannel = inngest.createFunction(
  {
    id: "drift.watch-channel",
    retries: 2,
    concurrency: { limit: 5 },
    // Thousands of accounts may live on one server: looks are spread, like the checks of channels.
    throttle: { key: "event.data.network", limit: 120, period: "1m" },
    triggers: { event: driftCheckRequested.name },
  },
  async ({ event, step }) => {
    const { channelId } = driftCheckRequested.schema.parse(event.data);
    await step.sleep("turn", turnOf(channelId));
    let looked = 0;
    for (let batch = 0; batch < nightMax / batchMax; batch++) {
      const seen = await step.run(`look-${batch}`, () =>
        patrolChannel(contextOf(event, "drift.watch"), { channelId }),
      );
      looked += seen.looked;
      if (!seen.more) break;
    }
    return { looked };
  },
);
