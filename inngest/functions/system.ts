import { systemClock } from "@/kernel/context";
import { drainOutbox, expireOutbox } from "@/platform/events";
import { inngest } from "@/platform/inngest";

/** Sends what the drain after commit missed, because its process ended or could not reach the service. */
export const sweepOutbox = inngest.createFunction(
  { id: "system.sweep-outbox", retries: 0, singleton: { mode: "skip" }, triggers: { cron: "* * * * *" } },
  ({ step }) => step.run("drain", () => drainOutbox()),
);

export const expireOutboxDaily = inngest.createFunction(
  { id: "system.expire-outbox", retries: 2, triggers: { cron: "17 3 * * *" } },
  ({ step }) => step.run("delete", () => expireOutbox(systemClock)),
);
