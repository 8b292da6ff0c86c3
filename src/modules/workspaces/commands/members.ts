import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise, type Role } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { memberLeft, memberRoleChanged } from "../events";
import { mustKeepAnOwner, mustStandAbove } from "../policy";
import { countOwners, roleOf } from "../queries";
import type { ChangeRoleInput, RemoveMemberInput } from "../schemas";
import { members, workspaces } from "../tables";

interface Seat {
  id: Id<"member">;
  userId: Id<"user">;
  role: Role;
}

/** Who belongs to a workspace changes one at a time: two owners cannot demote each other at once. */
export const lockMembership = ({ db, tenantId }: TxCtx): Promise<unknown> =>
  db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, tenantId)).for("update");

async function loadSeat(
  { db, tenantId }: TxCtx,
  where: { memberId: Id<"member"> } | { userId: Id<"user"> },
): Promise<Seat> {
  const match = "memberId" in where ? eq(members.id, where.memberId) : eq(members.userId, where.userId);
  const [row] = await db
    .select({ id: members.id, userId: members.userId, role: members.role })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), match));
  if (!row) throw notFound("member");
  return { ...row, role: roleOf(row.role) };
}

/** The actor's role as it stands now: a demotion since the request began counts. @throws DomainError FORBIDDEN. */
async function ownRole(tx: TxCtx): Promise<Role> {
  if (tx.actor.type !== "user")
    throw new DomainError("FORBIDDEN", "member.person_only", "Only a person can manage members");
  const { role } = await loadSeat(tx, { userId: tx.actor.userId });
  authorise({ actor: { ...tx.actor, role } }, "member.manage");
  return role;
}

/** Give a member another role. @throws DomainError FORBIDDEN `role.above_own`, CONFLICT `member.last_owner`. */
export function changeRole(
  ctx: Ctx,
  { memberId, role }: ChangeRoleInput,
): Promise<{ id: Id<"member">; role: Role }> {
  authorise(ctx, "member.manage");
  return inTransaction(ctx, async (tx) => {
    await lockMembership(tx);
    const [own, seat] = [await ownRole(tx), await loadSeat(tx, { memberId })];
    mustStandAbove(own, seat.role);
    mustStandAbove(own, role);
    mustKeepAnOwner({ from: seat.role, to: role, owners: await countOwners(tx) });
    if (seat.role === role) return { id: memberId, role };
    await tx.db
      .update(members)
      .set({ role })
      .where(and(eq(members.tenantId, tx.tenantId), eq(members.id, memberId)));
    await record(tx, memberRoleChanged.name, { targetId: memberId, data: { from: seat.role, to: role } });
    await emit(tx, { name: memberRoleChanged.name, data: { memberId, userId: seat.userId, role } });
    return { id: memberId, role };
  });
}

async function takeSeatAway(tx: TxCtx, seat: Seat): Promise<{ id: Id<"member"> }> {
  mustKeepAnOwner({ from: seat.role, to: null, owners: await countOwners(tx) });
  await tx.db.delete(members).where(and(eq(members.tenantId, tx.tenantId), eq(members.id, seat.id)));
  await record(tx, memberLeft.name, { targetId: seat.id, data: { userId: seat.userId, role: seat.role } });
  await emit(tx, { name: memberLeft.name, data: { memberId: seat.id, userId: seat.userId } });
  return { id: seat.id };
}

/** Take a member's seat away; what they made stays. @throws DomainError as `changeRole` does. */
export function removeMember(ctx: Ctx, { memberId }: RemoveMemberInput): Promise<{ id: Id<"member"> }> {
  authorise(ctx, "member.manage");
  return inTransaction(ctx, async (tx) => {
    await lockMembership(tx);
    const [own, seat] = [await ownRole(tx), await loadSeat(tx, { memberId })];
    mustStandAbove(own, seat.role);
    return takeSeatAway(tx, seat);
  });
}

/** Leave the workspace. @throws DomainError CONFLICT `member.last_owner`. */
export function leaveWorkspace(ctx: Ctx): Promise<{ id: Id<"member"> }> {
  authorise(ctx, "workspace.read");
  const { actor } = ctx;
  if (actor.type !== "user")
    throw new DomainError("FORBIDDEN", "member.person_only", "Only a person can leave");
  return inTransaction(ctx, async (tx) => {
    await lockMembership(tx);
    return takeSeatAway(tx, await loadSeat(tx, { userId: actor.userId }));
  });
}
