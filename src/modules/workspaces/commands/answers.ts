import "server-only";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, isUniqueViolation } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { confirmAddress } from "@/modules/identity/commands/profile";
import { getPerson, type Person } from "@/modules/identity/queries";
import { memberJoined } from "../events";
import { findInvitation, type InvitationOffer, provesMailbox } from "../queries";
import type { AnswerInvitationInput } from "../schemas";
import { members } from "../tables";
import { closeInvitation } from "./invitations";
import { lockMembership } from "./members";
import type { Founder } from "./workspace";

interface Answer {
  offer: InvitationOffer;
  person: Person;
  /** The mail's own link was followed: the mailbox is proved. */
  proved: boolean;
}

/** Who may answer: the person with this very address, proved by a confirmed account or by the mail's link. */
async function mayAnswer(by: Founder, { invitationId, token }: AnswerInvitationInput): Promise<Answer> {
  const offer = await findInvitation(invitationId, by.clock.now());
  if (!offer) throw notFound("invitation");
  const person = await getPerson(by.userId);
  if (person.email.toLowerCase() !== offer.email)
    throw new DomainError("FORBIDDEN", "invitation.other_address", "This invitation is for another address", {
      details: { email: offer.email },
    });
  if (offer.state !== "pending") throw notOpen(offer.state);
  const proved = provesMailbox(offer, token);
  if (!proved && !person.emailVerified)
    throw new DomainError("FORBIDDEN", "invitation.unproved_address", "Confirm your address first");
  return { offer, person, proved };
}

const notOpen = (status: string) =>
  new DomainError("CONFLICT", "invitation.not_open", "This invitation is no longer open", {
    details: { status },
  });

const asMember = (by: Founder, { workspace, role }: InvitationOffer): Ctx => ({
  tenantId: workspace.id,
  actor: { type: "user", userId: by.userId, role },
  clock: by.clock,
  traceId: by.traceId,
});

/**
 * Join the workspace that an invitation opens.
 * @throws DomainError FORBIDDEN `invitation.other_address` or `.unproved_address`, CONFLICT `invitation.not_open`.
 */
export async function acceptInvitation(
  by: Founder,
  input: AnswerInvitationInput,
): Promise<{ slug: string; memberId: Id<"member"> }> {
  const { offer, person, proved } = await mayAnswer(by, input);
  const memberId = newId("member");
  try {
    await inTransaction(asMember(by, offer), async (tx) => {
      await lockMembership(tx);
      if (!(await closeInvitation(tx, offer.id, "accepted"))) throw notOpen("closed");
      const seat = { id: memberId, tenantId: tx.tenantId, userId: by.userId, role: offer.role };
      await tx.db.insert(members).values({ ...seat, createdAt: tx.clock.now() });
      await record(tx, memberJoined.name, {
        targetId: memberId,
        data: { invitationId: offer.id, role: offer.role },
      });
      await emit(tx, { name: memberJoined.name, data: { memberId, userId: by.userId, role: offer.role } });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "members_tenant_user")) throw error;
    throw new DomainError("CONFLICT", "member.exists", "You are already a member of this workspace");
  }
  if (proved && !person.emailVerified) await confirmAddress(by.userId, offer.email);
  return { slug: offer.workspace.slug, memberId };
}

/** Turn an invitation down. @throws DomainError as `acceptInvitation` does. */
export async function declineInvitation(
  by: Founder,
  input: AnswerInvitationInput,
): Promise<{ id: Id<"invitation"> }> {
  const { offer } = await mayAnswer(by, input);
  await inTransaction(asMember(by, offer), async (tx) => {
    if (!(await closeInvitation(tx, offer.id, "declined"))) throw notOpen("closed");
    await record(tx, "invitation.declined", { targetId: offer.id });
  });
  return { id: offer.id };
}
