import "server-only";
import type { TxCtx } from "@/db/tx";
import type { Actor } from "@/kernel/context";
import { newId } from "@/kernel/ids";
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
export async function record(ctx: TxCtx, action: string, entry: AuditEntry = {}): Promise<void> {
  await ctx.db.insert(auditLog).values({
    id: newId("audit"),
    tenantId: ctx.tenantId,
    action,
    actorType: ctx.actor.type,
    actorId: actorIdOf(ctx.actor),
    targetId: entry.targetId,
    data: entry.data ?? {},
    traceId: ctx.traceId,
    createdAt: ctx.clock.now(),
  });
}
