import { systemClock } from "@/kernel/context";
import { idToUuid } from "@/kernel/ids";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { findNextDue } from "@/modules/publishing/queries";
import { benchHttp, quantilesOf } from "./http-stage";
import { benchNetwork, openStage, type Stage, seedDeliveries, seedTenants } from "./stage";

const tenantCounts = [1, 10, 100, 999];
const noisyPosts = 100_000;
const windowMs = 10_000;
const lookaheadMs = 2_000;

/** Lateness of the light tenants' posts, one each and spread over the window, alone or beside the noisy one. */
async function measure(stage: Stage, light: number, noisy: boolean) {
  await stage.pool.query("truncate deliveries, posts, variants, attempts cascade");
  const tenants = await seedTenants(stage, light, 1);
  if (noisy)
    await seedDeliveries(
      stage,
      await seedTenants(stage, 1, 10),
      noisyPosts,
      () => new Date(Date.now() - 60_000),
    );
  const count = Math.max(light, 100);
  const start = Date.now() + 4_000;
  await seedDeliveries(stage, tenants, count, (index) => new Date(start + (index * windowMs) / count));
  const { rows } = await stage.pool.query<{ id: string }>(
    "select post_id as id from deliveries where due_at >= $1",
    [new Date(start - 1)],
  );
  const lightPosts = new Set(rows.map(({ id }) => id));
  const late: number[] = [];
  const until = new Date(start + windowMs + 3_000);
  const network = benchNetwork();
  while (Date.now() < until.getTime() && late.length < count) {
    const next = await findNextDue(until);
    if (next === null) break;
    await systemClock.sleepUntil(new Date(Math.min(next.getTime() - lookaheadMs, until.getTime())));
    await dispatch({
      clock: systemClock,
      http: benchHttp(),
      networks: () => network,
      traceId: "bench",
      until,
      lookaheadMs,
      onSettled: ({ postId }, lateMs) => {
        if (lightPosts.has(idToUuid("post", postId))) late.push(lateMs);
      },
    });
  }
  return { ...quantilesOf(late), unsent: count - late.length };
}

/** Whether light tenants notice a tenant with a hundred thousand due posts. */
export async function measureFairness(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const curve = [];
    for (const light of tenantCounts) {
      const [solo, beside] = [await measure(stage, light, false), await measure(stage, light, true)];
      curve.push({ light, solo, beside, ratioP99: beside.p99 / Math.max(1, solo.p99) });
      say(
        `  ${light} light tenants: alone p50 ${solo.p50} p99 ${solo.p99} ms, beside ${noisyPosts} due posts p50 ${beside.p50} p99 ${beside.p99} ms, unsent ${beside.unsent}`,
      );
    }
    return {
      id: "p5",
      title: "Light tenants beside a noisy one",
      noisyPosts,
      windowMs,
      curve,
      targets: { ratioP99: 1.5 },
    };
  } finally {
    await stage.close();
  }
}
