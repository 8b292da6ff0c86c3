import { cron } from "inngest";
import { systemClock } from "@/kernel/context";
import { purgeExpired } from "@/modules/publishing/commands/trash";
import { inngest } from "@/platform/inngest";
import { thisTraceId } from "@/platform/trace";

const batchesMax = 50;

/** Empties the trash of what has been in it for its days; batch by batch, so that no transaction is long. */
export const purgeTrashDaily = inngest.createFunction(
  { id: "publishing.purge-trash", retries: 3, triggers: cron("20 3 * * *") },
  async ({ step }) => {
    let purged = 0;
    for (let batch = 1; batch <= batchesMax; batch++) {
      const gone = await step.run(`purge-${batch}`, () => purgeExpired(systemClock.now(), thisTraceId()));
      purged += gone;
      if (gone === 0) break;
    }
    return { purged };
  },
);
