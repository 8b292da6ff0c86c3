import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { getEnv } from "@/platform/env";
import { type Keyring, reseal } from "@/platform/secrets";
import { secretPlaceOf } from "../policy";
import { channelSecrets } from "../tables";

const rowsPerTransaction = 200;

type Row = Pick<typeof channelSecrets.$inferSelect, "channelId" | "tenantId" | "sealed">;

async function resealBatch(after: Id<"channel"> | null, keyring: Keyring) {
  return inSystemTransaction(async (db) => {
    const rows: Row[] = await db
      .select({
        channelId: channelSecrets.channelId,
        tenantId: channelSecrets.tenantId,
        sealed: channelSecrets.sealed,
      })
      .from(channelSecrets)
      .where(after ? gt(channelSecrets.channelId, after) : undefined)
      .orderBy(asc(channelSecrets.channelId))
      .limit(rowsPerTransaction);
    let moved = 0;
    for (const { channelId, tenantId, sealed: held } of rows) {
      const sealed = reseal(held, secretPlaceOf({ id: channelId, tenantId }), keyring);
      if (!sealed) continue;
      // Only over what was read: credentials that were renewed meanwhile are newer, and under the new key already.
      const unchanged = and(eq(channelSecrets.channelId, channelId), eq(channelSecrets.sealed, held));
      const written = await db
        .update(channelSecrets)
        .set({ sealed })
        .where(unchanged)
        .returning({ id: channelSecrets.channelId });
      moved += written.length;
    }
    return { last: rows.at(-1)?.channelId ?? null, full: rows.length === rowsPerTransaction, moved };
  });
}

/**
 * Bring every channel's credentials under the first key of the ring, while the product runs. Returns how many moved.
 * @throws DomainError UNAVAILABLE `secret.unreadable` when a key that is still in use is not in the ring.
 */
export async function resealChannelSecrets(keyring: Keyring = getEnv().encryptionKeys): Promise<number> {
  let moved = 0;
  for (let [after, more] = [null as Id<"channel"> | null, true]; more; ) {
    const batch = await resealBatch(after, keyring);
    moved += batch.moved;
    after = batch.last;
    more = batch.full;
  }
  return moved;
}
