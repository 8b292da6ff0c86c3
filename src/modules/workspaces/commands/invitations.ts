import "server-only";
import { and, count, eq, gt } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, isUniqueViolation, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { users } from "@/modules/identity/tables";
import { enforceRateLimit } from "@/platform/ratelimit";
import { invitationIssued } from "../events";
import { invitationLifetimeMs, membersMax, mustStandAbove } from "../policy";
import { roleOf } from "../queries";
import type { InvitationInput, InviteInput } from "../schemas";
import { invitations, members } from "../tables";

const expiryFrom = (now: Date): Date => new Date(now.getTime() + invitationLifetimeMs);

/** The person who acts; keys do not invite. */
function personOf(ctx: Ctx) {
  if (ctx.actor.type === "user") return ctx.actor;
  throw new DomainError("FORBIDDEN", "member.person_only", "Only a person can invite");
}

const issue = (tx: TxCtx, invitationId: Id<"invitation">): Promise<void> =>
  emit(tx, { name: invitationIssued.name, data: { workspaceId: tx.tenantId, invitationId } });

async function refuseMember({ db, tenantId }: TxCtx, email: string): Promise<void> {
  const [known] = await db
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.tenantId, tenantId), eq(users.email, email)));
  if (known)
    throw new DomainError("CONFLICT", "member.exists", "This person is already a member", { field: "email" });
}

async function refuseCrowd({ db, tenantId }: TxCtx): Promise<void> {
  const [row] = await db.select({ held: count() }).from(members).where(eq(members.tenantId, tenantId));
  if ((row?.held ?? 0) >= membersMax)
    throw new DomainError("LIMITED", "member.too_many", `A workspace holds at most ${membersMax} members`, {
      details: { max: membersMax },
    });
}

/**
 * Invite an address; the mail follows from the event.
 * @throws DomainError FORBIDDEN `role.above_own`, CONFLICT `member.exists` or `invitation.pending`, LIMITED.
 */
export async function inviteMember(
  ctx: Ctx,
  { email, role }: InviteInput,
): Promise<{ id: Id<"invitation"> }> {
  authorise(ctx, "member.manage");
  const { userId: inviterId, role: own } = personOf(ctx);
  mustStandAbove(own, role);
  await enforceRateLimit("workspaces.invite", ctx.tenantId);
  try {
    return await inTransaction(ctx, async (tx) => {
      await refuseMember(tx, email);
      await refuseCrowd(tx);
      const [id, now] = [newId("invitation"), tx.clock.now()];
      await tx.db.insert(invitations).values({
        id,
        tenantId: tx.tenantId,
        email,
        role,
        inviterId,
        createdAt: now,
        expiresAt: expiryFrom(now),
      });
      await record(tx, "invitation.created", { targetId: id, data: { role } });
      await issue(tx, id);
      return { id };
    });
  } catch (error) {
    if (!isUniqueViolation(error, "invitations_pending_email")) throw error;
    throw new DomainError("CONFLICT", "invitation.pending", "This address is already invited", {
      field: "email",
    });
  }
}

async function moveInvitation(
  tx: TxCtx,
  { invitationId }: InvitationInput,
  change: Partial<typeof invitations.$inferInsert>,
): Promise<typeof invitations.$inferSelect> {
  const mine = and(eq(invitations.tenantId, tx.tenantId), eq(invitations.id, invitationId));
  const [moved] = await tx.db
    .update(invitations)
    .set(change)
    .where(and(mine, eq(invitations.status, "pending")))
    .returning();
  if (moved) return moved;
  const [found] = await tx.db.select({ status: invitations.status }).from(invitations).where(mine);
  if (!found) throw notFound("invitation");
  throw new DomainError("CONFLICT", "invitation.not_open", "This invitation is no longer open", {
    details: { status: found.status },
  });
}

/** Withdraw an open invitation: its link opens nothing any more. @throws DomainError CONFLICT `invitation.not_open`. */
export function cancelInvitation(ctx: Ctx, input: InvitationInput): Promise<{ id: Id<"invitation"> }> {
  authorise(ctx, "member.manage");
  return inTransaction(ctx, async (tx) => {
    await moveInvitation(tx, input, { status: "cancelled" });
    await record(tx, "invitation.cancelled", { targetId: input.invitationId });
    return { id: input.invitationId };
  });
}

/** Send the mail again and let the invitation stand for its full time again, an expired one too. */
export async function resendInvitation(ctx: Ctx, input: InvitationInput): Promise<{ id: Id<"invitation"> }> {
  authorise(ctx, "member.manage");
  const { role: own } = personOf(ctx);
  await enforceRateLimit("workspaces.invite", ctx.tenantId);
  return inTransaction(ctx, async (tx) => {
    const invitation = await moveInvitation(tx, input, { expiresAt: expiryFrom(tx.clock.now()) });
    mustStandAbove(own, roleOf(invitation.role));
    await record(tx, "invitation.resent", { targetId: input.invitationId });
    await issue(tx, input.invitationId);
    return { id: input.invitationId };
  });
}

/** Close an open, unexpired invitation with an answer; 0 rows means that somebody was faster. */
export async function closeInvitation(
  tx: TxCtx,
  invitationId: Id<"invitation">,
  status: "accepted" | "declined",
): Promise<boolean> {
  const closed = await tx.db
    .update(invitations)
    .set({ status })
    .where(
      and(
        eq(invitations.tenantId, tx.tenantId),
        eq(invitations.id, invitationId),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, tx.clock.now()),
      ),
    )
    .returning({ id: invitations.id });
  return closed.length > 0;
}
