import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { and, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import type { Caller, Clock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { minuteMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { workspaces } from "@/modules/workspaces/tables";
import {
  apiKeyPrefix,
  apiKeyStateOf,
  apiKeysMax,
  type CreateApiKeyInput,
  expiryOf,
  type RevokeApiKeyInput,
} from "../schemas";
import { apiKeys } from "../tables";

const secretBytes = 32;
const previewLength = apiKeyPrefix.length + 6;

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

export interface CreatedApiKey {
  id: Id<"apiKey">;
  name: string;
  /** The key itself: this answer is the only place where it ever appears. */
  key: string;
}

/** Create a key; what is stored is its SHA-256. @throws DomainError LIMITED `api_key.too_many`. */
export function createApiKey(ctx: Ctx, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  authorise(ctx, "apiKey.manage");
  return inTransaction(ctx, async (tx) => {
    await tx.db.select().from(workspaces).where(eq(workspaces.id, tx.tenantId)).for("update");
    const live = and(eq(apiKeys.tenantId, tx.tenantId), isNull(apiKeys.revokedAt));
    const [row] = await tx.db.select({ held: count() }).from(apiKeys).where(live);
    if ((row?.held ?? 0) >= apiKeysMax)
      throw new DomainError("LIMITED", "api_key.too_many", `A workspace holds at most ${apiKeysMax} keys`, {
        details: { max: apiKeysMax },
      });
    const [id, key] = [newId("apiKey"), apiKeyPrefix + randomBytes(secretBytes).toString("base64url")];
    const [scopes, now] = [[...new Set(input.scopes)], tx.clock.now()];
    await tx.db.insert(apiKeys).values({
      id,
      tenantId: tx.tenantId,
      name: input.name,
      keyHash: hashOf(key),
      preview: key.slice(0, previewLength),
      scopes,
      createdAt: now,
      expiresAt: expiryOf(now, input.lifetimeDays),
    });
    await record(tx, "apiKey.created", { targetId: id, data: { scopes, lifetimeDays: input.lifetimeDays } });
    return { id, name: input.name, key };
  });
}

/** Revoke a key at once; revoking it again changes nothing. @throws DomainError NOT_FOUND. */
export function revokeApiKey(ctx: Ctx, { apiKeyId }: RevokeApiKeyInput): Promise<{ id: Id<"apiKey"> }> {
  authorise(ctx, "apiKey.manage");
  return inTransaction(ctx, async (tx) => {
    const mine = and(eq(apiKeys.tenantId, tx.tenantId), eq(apiKeys.id, apiKeyId));
    const revoked = await tx.db
      .update(apiKeys)
      .set({ revokedAt: tx.clock.now() })
      .where(and(mine, isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id });
    if (revoked.length > 0) await record(tx, "apiKey.revoked", { targetId: apiKeyId });
    else if ((await tx.db.select({ id: apiKeys.id }).from(apiKeys).where(mine)).length === 0)
      throw notFound("api_key");
    return { id: apiKeyId };
  });
}

const refused = () =>
  new DomainError("UNAUTHENTICATED", "api_key.invalid", "This API key is unknown, expired or revoked");

/**
 * The integration behind a presented key. Notes the use at most once a minute.
 * @throws DomainError UNAUTHENTICATED `api_key.invalid`, the same for unknown, expired and revoked keys.
 */
export async function authenticateApiKey(
  key: string,
  { clock, traceId }: { clock: Clock; traceId: string },
): Promise<Caller> {
  if (!key.startsWith(apiKeyPrefix) || key.length > 100) throw refused();
  const [hash, now] = [hashOf(key), clock.now()];
  const row = await inSystemTransaction(async (db) => {
    const [found] = await db.select().from(apiKeys).where(eq(apiKeys.keyHash, hash)).limit(1);
    if (!found || !timingSafeEqual(Buffer.from(found.keyHash), Buffer.from(hash))) return null;
    if (apiKeyStateOf(found, now) !== "active") return null;
    if (found.lastUsedAt && now.getTime() - found.lastUsedAt.getTime() < minuteMs) return found;
    const stale = or(
      isNull(apiKeys.lastUsedAt),
      lt(apiKeys.lastUsedAt, sql`${now.toISOString()}::timestamptz`),
    );
    await db
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, found.id), stale));
    return found;
  });
  if (!row) throw refused();
  return {
    tenantId: row.tenantId,
    actor: { type: "apiKey", apiKeyId: row.id, scopes: row.scopes },
    clock,
    traceId,
  };
}
