import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { SCOPE_NAMES } from "@/kernel/permissions";
import { dayMs, minuteMs } from "@/kernel/time";

/** What every key begins with, so that secret scanners and people recognise one. */
export const apiKeyPrefix = "pub_";

/** A workspace needs a handful; the bound keeps a runaway script from filling the table. */
export const apiKeysMax = 100;
export const apiKeyLifetimeDaysMax = 365;

export const createApiKeyInput = z.object({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(SCOPE_NAMES)).min(1).max(SCOPE_NAMES.length),
  /** Null: until revoked. */
  lifetimeDays: z.number().int().min(1).max(apiKeyLifetimeDaysMax).nullable(),
});
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;

export const revokeApiKeyInput = z.object({ apiKeyId: idOf("apiKey") });
export type RevokeApiKeyInput = z.output<typeof revokeApiKeyInput>;

/** When a key created at `now` stops working. */
export const expiryOf = (now: Date, lifetimeDays: number | null): Date | null =>
  lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * dayMs);

export type ApiKeyState = "active" | "expired" | "revoked";

/** Whether a key still opens anything at `now`. */
export function apiKeyStateOf(
  key: { expiresAt: Date | null; revokedAt: Date | null },
  now: Date,
): ApiKeyState {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && key.expiresAt <= now ? "expired" : "active";
}

/** How long the answer to a call with an `Idempotency-Key` is kept. */
export const idempotencyKeptMs = dayMs;
/** A first call that runs longer than this has died with its process. */
export const idempotencyRunMaxMs = 2 * minuteMs;
/** What an `Idempotency-Key` looks like: any visible ASCII. */
export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);
