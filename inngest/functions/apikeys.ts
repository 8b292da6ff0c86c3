import { systemClock } from "@/kernel/context";
import { purgeIdempotencyKeys } from "@/modules/apikeys/commands/idempotency";
import { inngest } from "@/platform/inngest";

/** Forgets the answers kept for repeated calls once they are a day old. */
export const purgeIdempotencyHourly = inngest.createFunction(
  { id: "apikeys.purge-idempotency", retries: 2, triggers: { cron: "23 * * * *" } },
  ({ step }) => step.run("purge", () => purgeIdempotencyKeys(systemClock.now())),
);
