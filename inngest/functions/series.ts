import { systemClock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import { fillSeries } from "@/modules/series/commands/fill";
import { seriesChanged } from "@/modules/series/events";
import { type FillTarget, listUnfilled } from "@/modules/series/queries";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

const pageSize = 500;

const requestOf = ({ tenantId, seriesId }: FillTarget) => ({
  name: seriesChanged.name,
  data: { tenantId, seriesId },
});

/** Once a day, asks that every series be written to the end of the horizon. */
export const fillSeriesDaily = inngest.createFunction(
  { id: "series.fill-all", retries: 2, singleton: { mode: "skip" }, triggers: { cron: "13 2 * * *" } },
  async ({ step }) => {
    const now = await step.run("now", () => systemClock.now().getTime());
    let after: Id<"series"> | null = null;
    for (let page = 0; ; page++) {
      const from: Id<"series"> | null = after;
      const targets: FillTarget[] = await step.run(`list-${page}`, () =>
        listUnfilled(new Date(now), from, pageSize),
      );
      if (targets.length > 0) await step.sendEvent(`ask-${page}`, targets.map(requestOf));
      after = targets.at(-1)?.seriesId ?? null;
      if (targets.length < pageSize) return { pages: page + 1 };
    }
  },
);

/** Writes the next occurrences of one series, in a run of its own; one run a series at a time. */
export const fillSeriesWhenChanged = inngest.createFunction(
  {
    id: "series.fill",
    retries: 4,
    concurrency: [{ key: "event.data.seriesId", limit: 1 }, { limit: 5 }],
    triggers: { event: seriesChanged.name },
  },
  async ({ event, step }) => {
    const { seriesId } = seriesChanged.schema.parse(event.data);
    return step.run("write", () => fillSeries(contextOf(event, "series.fill"), { seriesId }));
  },
);
