import "server-only";
import { and, eq, ne } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { isId } from "@/kernel/ids";
import { accounts, passkeys, twoFactors, users } from "@/modules/identity/tables";

/**
 * After a reset by mail: whoever holds the mailbox owns the account. When the address was never proved before,
 * an account made ahead by somebody else may hold his passkey or second factor; they go.
 */
export async function secureAccount(user: { id: string; emailVerified: boolean }): Promise<void> {
  const { id } = user;
  if (user.emailVerified || !isId("user", id)) return;
  await getDatabase().db.transaction(async (db) => {
    await db.delete(passkeys).where(eq(passkeys.userId, id));
    await db.delete(twoFactors).where(eq(twoFactors.userId, id));
    await db.delete(accounts).where(and(eq(accounts.userId, id), ne(accounts.providerId, "credential")));
    await db
      .update(users)
      .set({ emailVerified: true, twoFactorEnabled: false, updatedAt: new Date() })
      .where(eq(users.id, id));
  });
}
