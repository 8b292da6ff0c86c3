import { batch, pgBoss, publify, type Queue, raw, rateOf, rawRecords } from "./p1-arms";
import { comparePaired } from "./pair";
import { openStage, seedTenants } from "./stage";

const jobs = 3_000;
const rounds = 7;
const drainMaxMs = 60_000;

const armOf = (queue: Queue) => ({
  name: queue.name,
  async measure() {
    await queue.fill(jobs);
    return rateOf(queue, drainMaxMs);
  },
});

/** Dispatch throughput: the whole engine against pg-boss and against bare claim loops, in the same run. */
export async function measureDispatch(say: (line: string) => void) {
  const stage = await openStage();
  try {
    const ours = publify(stage, await seedTenants(stage, 10, 10));
    const boss = await pgBoss(stage);
    const limits = [await raw(stage), await rawRecords(stage)];
    const report = await comparePaired([armOf(ours), armOf(boss), ...limits.map(armOf)], rounds, say);
    await boss.stop?.();
    return {
      id: "p1",
      title: "Dispatch throughput",
      jobs,
      batch,
      targets: { "pg-boss": 1, "raw SKIP LOCKED": 0.6 },
      ...report,
    };
  } finally {
    await stage.close();
  }
}
