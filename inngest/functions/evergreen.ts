import { fillGaps } from "@/modules/evergreen/commands/fill";
import { evergreenChanged } from "@/modules/evergreen/events";
import { listFilling } from "@/modules/evergreen/queries";
import { inngest } from "@/platform/inngest";
import type { Id } from "@/kernel/ids";
import { contextOf } from "../context";

const pageSize = 500;
type Target = { tenantId: Id<"workspace"> };

/** Every few hours, asks that the free slots of every workspace with a running collection be filled. */
export const fillEvergreenRegularly = inngest.createFunction(
  { id: "evergreen.fill-all", retries: 2, singleton: { mode: "skip" }, triggers: { cron: "37 */3 * * *" } },
  async ({ step }) => {
    let after: Id<"workspace"> | null = null;
    for (let page = 0; ; page++) {
      const from: Id<"workspace"> | null = after;
      const targets: Target[] = await step.run(`list-${page}`, () => listFilling(from, pageSize));
      if (targets.length > 0)
        await step.sendEvent(
          `ask-${page}`,
          targets.map(({ tenantId }) => ({ name: evergreenChanged.name, data: { tenantId } })),
        );
      after = targets.at(-1)?.tenantId ?? null;
      if (targets.length < pageSize) return { pages: page + 1 };
    }
  },
);

/** Fills the free slots of one workspace, one run at a time for each. */
export const fillEvergreenWhenChanged = inngest.createFunction(
  {
    id: "evergreen.fill",
    retries: 4,
    concurrency: [{ key: "event.data.tenantId", limit: 1 }, { limit: 5 }],
    triggers: { event: evergreenChanged.name },
  },
  ({ event, step }) => step.run("fill", () => fillGaps(contextOf(event, "evergreen.fill"))),
);
