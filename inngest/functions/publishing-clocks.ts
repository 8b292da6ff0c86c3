import { cron } from "inngest";
import { systemClock } from "@/kernel/context";
import { type ClockWalk, followClocks } from "@/modules/publishing/commands/clocks";
import { zoneDataChanged } from "@/modules/publishing/events";
import { inngest } from "@/platform/inngest";
import { thisTraceId } from "@/platform/trace";

/** Once a day, and when a process boots with other zone data, has what is planned keep its wall time: a new release of the zone data may have moved its instant. */
export const followClocksOfPostsDaily = inngest.createFunction(
  {
    id: "publishing.follow-clocks",
    retries: 3,
    singleton: { mode: "skip" },
    triggers: [cron("11 3 * * *"), { event: zoneDataChanged.name }],
  },
  async ({ step }) => {
    let after: ClockWalk | null = null;
    let [moved, failed] = [0, 0];
    for (let page = 1; ; page++) {
      const from: ClockWalk | null = after;
      const done: Awaited<ReturnType<typeof followClocks>> = await step.run(`page-${page}`, () =>
        followClocks({ clock: systemClock, traceId: thisTraceId() }, from),
      );
      moved += done.moved;
      failed += done.failed;
      after = done.next;
      if (!after) break;
    }
    if (failed > 0) throw new Error(`${failed} posts could not follow the clocks of their zones`);
    return { moved };
  },
);
