import { cron } from "inngest";
import { systemClock } from "@/kernel/context";
import { purgeDeletedAssets, removeLeftFiles } from "@/modules/media/commands/purge";
import { filesLeft } from "@/modules/media/events";
import { purgeGraceMs } from "@/modules/media/policy";
import { inngest } from "@/platform/inngest";

/** Removes the files of assets that left the library weeks ago. */
export const purgeAssetsDaily = inngest.createFunction(
  { id: "media.purge-assets", retries: 3, singleton: { mode: "skip" }, triggers: cron("50 3 * * *") },
  ({ step }) => step.run("purge", async () => ({ purged: await purgeDeletedAssets(systemClock) })),
);

/** Removes the files of a deleted workspace, once nobody asks for it back. */
export const removeFilesOfWorkspace = inngest.createFunction(
  { id: "media.remove-left-files", retries: 8, triggers: { event: filesLeft.name } },
  async ({ event, step }) => {
    const { keys } = filesLeft.schema.parse(event.data);
    await step.sleep("grace", purgeGraceMs);
    return step.run("remove", async () => ({ removed: await removeLeftFiles(keys) }));
  },
);
