import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { getEnv } from "@/platform/env";
import { type Keyring, reseal } from "@/platform/secrets";
import { pushSubscriptions } from "../tables";
import { pushPlaceOf } from "./settings";

const rowsPerTransaction = 200;

function resealBatch(after: Id<"push"> | null, keyring: Keyring) {
  return inSystemTransaction(async (db) => {
    const rows = await db
      .select()
      .from(pushSubscriptions)
      .where(after ? gt(pushSubscriptions.id, after) : undefined)
      .orderBy(asc(pushSubscriptions.id))
      .limit(rowsPerTransaction);
    let moved = 0;
    for (const row of rows) {
      const sealed = reseal(row.sealed, pushPlaceOf(row), keyring);
      if (!sealed) continue;
      // Only over what was read: a browser may have renewed its keys meanwhile.
      const unchanged = and(eq(pushSubscriptions.id, row.id), eq(pushSubscriptions.sealed, row.sealed));
      const written = await db
        .update(pushSubscriptions)
        .set({ sealed })
        .where(unchanged)
        .returning({ id: pushSubscriptions.id });
      moved += written.length;
    }
    return { last: rows.at(-1)?.id ?? null, full: rows.length === rowsPerTransaction, moved };
  });
}

/**
 * Bring the keys of every subscribed browser under the first key of the ring. Returns how many moved.
 * @throws DomainError UNAVAILABLE `secret.unreadable` when a key that is still in use is not in the ring.
 */
export async function resealPushSubscriptions(keyring: Keyring = getEnv().encryptionKeys): Promise<number> {
  let moved = 0;
  for (let [after, more] = [null as Id<"push"> | null, true]; more; ) {
    const batch = await resealBatch(after, keyring);
    moved += batch.moved;
    after = batch.last;
    more = batch.full;
  }
  return moved;
}
