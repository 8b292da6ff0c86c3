import { cron } from "inngest";
import { systemClock } from "@/kernel/context";
import { purgeExpired } from "@/modules/identity/commands/profile";
import { inngest } from "@/platform/inngest";

/** Sessions, links and codes that no longer open anything are not kept. */
export const purgeSignInDaily = inngest.createFunction(
  { id: "identity.purge-expired", retries: 2, triggers: [cron("37 3 * * *")] },
  ({ step }) => step.run("delete", () => purgeExpired(systemClock.now())),
);
