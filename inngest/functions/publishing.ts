import { cron } from "inngest";
import { databaseClock } from "@/db/clock";
import { systemClock } from "@/kernel/context";
import { secondMs } from "@/kernel/time";
import { channelBroken, channelReconnected } from "@/modules/channels/events";
import { releaseDependents } from "@/modules/publishing/commands/after";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { holdDeliveries, releaseDeliveries, releaseStranded } from "@/modules/publishing/commands/hold";
import type { Outcome } from "@/modules/publishing/commands/settle";
import { dispatchRequested } from "@/modules/publishing/events";
import { findNextDue, measureBacklog } from "@/modules/publishing/queries";
import { findNetwork } from "@/networks/registry";
import { getHttpClient } from "@/platform/http";
import { inngest } from "@/platform/inngest";
import { metrics } from "@/platform/metrics";
import { stoppingSignal } from "@/platform/stopping";
import { thisTraceId } from "@/platform/trace";
import { contextOf } from "../context";

/** A little more than the minute until the next wake, so that no instant falls between two windows. */
const windowMs = 75 * secondMs;
/** Wake this long before an instant; the last stretch is waited for in the process, to the millisecond. */
const lookaheadMs = 2 * secondMs;
/** A step ends within the time limit of the usual serverless host. */
const stepMs = 45 * secondMs;

function observe({ network, attempt }: Outcome, lateMs: number): void {
  if (!attempt) return;
  metrics().publishLateness.observe({ network }, Math.max(0, lateMs) / secondMs);
  metrics().publishOutcomes.inc({ network, outcome: attempt.outcome });
}

async function dispatchDue() {
  const clock = await databaseClock();
  const until = new Date(clock.now().getTime() + stepMs);
  const traceId = thisTraceId();
  const report = await dispatch({
    clock,
    http: getHttpClient(),
    networks: findNetwork,
    traceId,
    until,
    stopping: stoppingSignal(),
    lookaheadMs,
    onSettled: observe,
  });
  await releaseDependents(clock, traceId);
  return report;
}

async function observeBacklog(): Promise<void> {
  const now = systemClock.now();
  const { oldestDueAt, unconfirmed } = await measureBacklog(now);
  metrics().oldestDue.set(oldestDueAt ? (now.getTime() - oldestDueAt.getTime()) / secondMs : 0);
  metrics().publishUnconfirmed.set(unconfirmed);
}

/**
 * Publishes what is due. Wakes every minute, or at once when something is due before that;
 * sleeps until shortly before the next instant. The rows decide: a lost or repeated wake changes nothing.
 */
export const dispatchDeliveries = inngest.createFunction(
  {
    id: "publishing.dispatch",
    retries: 1,
    concurrency: { limit: 4 },
    triggers: [cron("* * * * *"), { event: dispatchRequested.name }],
  },
  async ({ step }) => {
    const start = await step.run("start", async () => {
      await observeBacklog();
      await releaseStranded(systemClock, thisTraceId());
      await releaseDependents(systemClock, thisTraceId());
      return systemClock.now().getTime();
    });
    for (let turn = 1; ; turn++) {
      const next = await step.run(`next-${turn}`, async () => {
        const due = await findNextDue(new Date(start + windowMs));
        return due?.getTime() ?? null;
      });
      if (next === null) return { turns: turn - 1 };
      await step.sleepUntil(`wait-${turn}`, new Date(next - lookaheadMs));
      await step.run(`dispatch-${turn}`, dispatchDue);
    }
  },
);

export const holdOnBrokenChannel = inngest.createFunction(
  { id: "publishing.hold-on-broken-channel", retries: 8, triggers: { event: channelBroken.name } },
  ({ event, step }) => {
    const { channelId } = channelBroken.schema.parse(event.data);
    return step.run("hold", () =>
      holdDeliveries(contextOf(event, "publishing.hold"), channelId, "channel_broken"),
    );
  },
);

export const releaseOnReconnect = inngest.createFunction(
  { id: "publishing.release-on-reconnect", retries: 8, triggers: { event: channelReconnected.name } },
  ({ event, step }) => {
    const { channelId } = channelReconnected.schema.parse(event.data);
    return step.run("release", () => releaseDeliveries(contextOf(event, "publishing.release"), channelId));
  },
);
