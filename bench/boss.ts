import { PgBoss } from "pg-boss";
import type { Stage } from "./stage";

/** The queue that others would use, on the same cluster, with one queue of that name. */
export async function openBoss(stage: Stage, queue: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: stage.url, supervise: false, schedule: false });
  // Its own pool complains when the cluster goes away at the end.
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue(queue);
  return boss;
}
