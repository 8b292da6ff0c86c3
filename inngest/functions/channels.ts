import { systemClock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { hourMs } from "@/kernel/time";
import { sweepConnections } from "@/modules/channels/commands/sweep";
import { testChannel } from "@/modules/channels/commands/test";
import { channelCheckRequested } from "@/modules/channels/events";
import { type CheckTarget, listUnchecked } from "@/modules/channels/queries";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

const pageSize = 500;
/** A channel that somebody tested within this time is not asked again. */
const uncheckedForMs = 20 * hourMs;

const requestOf = ({ tenantId, channelId, network }: CheckTarget) => ({
  name: channelCheckRequested.name,
  data: { tenantId, channelId, network },
});

/** Once a day, asks for a check of every channel: limits change, and dead credentials are better found before a post is due. */
export const checkChannelsDaily = inngest.createFunction(
  { id: "channels.check-all", retries: 2, singleton: { mode: "skip" }, triggers: { cron: "41 4 * * *" } },
  async ({ step }) => {
    const since = await step.run("since", () => systemClock.now().getTime() - uncheckedForMs);
    let after: Id<"channel"> | null = null;
    for (let page = 0; ; page++) {
      const from: Id<"channel"> | null = after;
      const targets: CheckTarget[] = await step.run(`list-${page}`, () =>
        listUnchecked(new Date(since), from, pageSize),
      );
      if (targets.length > 0) await step.sendEvent(`ask-${page}`, targets.map(requestOf));
      after = targets.at(-1)?.channelId ?? null;
      if (targets.length < pageSize) return { pages: page + 1 };
    }
  },
);

/** Checks one channel in a run of its own, so that no channel's trouble reaches another. */
export const checkChannelWhenAsked = inngest.createFunction(
  {
    id: "channels.check",
    retries: 2,
    concurrency: { limit: 5 },
    // Thousands of accounts may live on one server: it is not asked about all of them in one second.
    throttle: { key: "event.data.network", limit: 120, period: "1m" },
    triggers: { event: channelCheckRequested.name },
  },
  async ({ event, step }) => {
    const { channelId } = channelCheckRequested.schema.parse(event.data);
    return step.run("check", async () => {
      const { status } = await testChannel(contextOf(event, "channels.check"), { channelId });
      return { status };
    });
  },
);

export const sweepConnectionsHourly = inngest.createFunction(
  { id: "channels.sweep-connections", retries: 2, triggers: { cron: "23 * * * *" } },
  ({ step }) => step.run("delete", () => sweepConnections(systemClock)),
);
