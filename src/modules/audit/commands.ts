import "server-only";
import type { Db } from "@/db/client";
import type { TxCtx } from "@/db/tx";
import type { Actor } from "@/kernel/context";
import { type Id, newId } from "@/kernel/ids";
import { auditLog } from "./tables";

export interface AuditEntry {
  /** Id of the row that changed. */
  targetId?: string;
  /** What changed, free of secrets and of text that a person may ask to erase. */
  data?: Record<string, unknown>;
}

const actorIdOf = (actor: Actor): string =>
  actor.type === "user" ? actor.userId : actor.type === "apiKey" ? actor.apiKeyId : actor.name;

/** Append an audit row in the command's own transaction. */
export const record = (ctx: TxCtx, action: string, entry: AuditEntry = {}): Promise<void> =>
  recordAll(ctx.db, ctx.clock.now(), ctx.traceId, [
    { tenantId: ctx.tenantId, actor: ctx.actor, action, ...entry },
  ]);

export interface TenantAuditEntry extends AuditEntry {
  tenantId: Id<"workspace">;
  actor: Actor;
  action: string;
}

/** Append audit rows of several workspaces, for Publify's own jobs. */
export async function recordAll(
  db: Db,
  now: Date,
  traceId: string,
  entries: readonly TenantAuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.insert(auditLog).values(
    entries.map(({ tenantId, actor, action, targetId, data = {} }) => ({
      id: newId("audit"),
      tenantId,
      action,
      actorType: actor.type,
      actorId: actorIdOf(actor),
      targetId,
      data,
      traceId,
      createdAt: now,
    })),
  );
}
