import "server-only";
import { desc, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { authorise } from "@/kernel/permissions";
import { apiKeyStateOf } from "./schemas";
import { apiKeys } from "./tables";

/** The workspace's keys, newest first, revoked ones included; never the keys themselves. */
export function listApiKeys(ctx: Ctx) {
  authorise(ctx, "apiKey.manage");
  return inTransaction(ctx, async ({ db, tenantId, clock }) => {
    const rows = await db
      .select({
        id: apiKeys.id,
        name: apiKeys.name,
        preview: apiKeys.preview,
        scopes: apiKeys.scopes,
        createdAt: apiKeys.createdAt,
        expiresAt: apiKeys.expiresAt,
        lastUsedAt: apiKeys.lastUsedAt,
        revokedAt: apiKeys.revokedAt,
      })
      .from(apiKeys)
      .where(eq(apiKeys.tenantId, tenantId))
      .orderBy(desc(apiKeys.createdAt));
    return rows.map((row) => ({ ...row, state: apiKeyStateOf(row, clock.now()) }));
  });
}
