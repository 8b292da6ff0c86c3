import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { workspaces } from "@/modules/workspaces/tables";
import { getPolicies } from "../queries";
import { type PoliciesView, reminderHoursDefault, type SetPolicyInput } from "../schemas";
import { approvalPolicies } from "../tables";

const rowOf = (tenantId: Id<"workspace">, channelId: Id<"channel"> | null) =>
  and(
    eq(approvalPolicies.tenantId, tenantId),
    channelId === null ? isNull(approvalPolicies.channelId) : eq(approvalPolicies.channelId, channelId),
  );

async function writePolicy(tx: TxCtx, { channelId, mode, reminderHours }: SetPolicyInput): Promise<void> {
  const { db, tenantId, clock } = tx;
  const where = rowOf(tenantId, channelId);
  if (channelId !== null && mode === null) {
    await db.delete(approvalPolicies).where(where);
    return;
  }
  const set = {
    mode: mode ?? "none",
    ...(channelId === null && reminderHours !== undefined ? { reminderHours } : {}),
    updatedAt: clock.now(),
  };
  const known = await db.update(approvalPolicies).set(set).where(where).returning();
  if (known.length > 0) return;
  const hours = channelId === null ? reminderHoursDefault : null;
  await db.insert(approvalPolicies).values({ tenantId, channelId, reminderHours: hours, ...set });
}

/**
 * Say which approval the workspace, or one of its channels, asks for. It holds for what is scheduled from now on:
 * what was scheduled before keeps what it was told, so that nothing planned stops without anybody noticing.
 * @throws DomainError NOT_FOUND for a channel of somebody else.
 */
export function setPolicy(ctx: Ctx, input: SetPolicyInput): Promise<PoliciesView> {
  authorise(ctx, "approval.configure");
  return inTransaction(ctx, async (tx) => {
    // Two settings of one row at once: the second waits, and then finds it.
    await tx.db
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(eq(workspaces.id, tx.tenantId))
      .for("update");
    if (input.channelId !== null) await findChannels(tx, [input.channelId]);
    await writePolicy(tx, input);
    await record(tx, "approval.policy_set", {
      targetId: input.channelId ?? tx.tenantId,
      data: {
        mode: input.mode,
        ...(input.reminderHours === undefined ? {} : { reminderHours: input.reminderHours }),
      },
    });
    return getPolicies(tx);
  });
}
