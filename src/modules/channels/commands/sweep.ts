import "server-only";
import { lt } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { dayMs } from "@/kernel/time";
import { connections } from "../tables";

/** Forget round trips that ended more than a day ago; until then a late answer is told why it is refused. */
export const sweepConnections = (clock: Clock): Promise<number> =>
  inSystemTransaction(async (db) => {
    const gone = await db
      .delete(connections)
      .where(lt(connections.expiresAt, new Date(clock.now().getTime() - dayMs)))
      .returning({ id: connections.id });
    return gone.length;
  });
