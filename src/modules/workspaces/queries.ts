import "server-only";
import { and, asc, count, desc, eq, sql } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { type Ctx, inTransaction } from "@/db/tx";
import { DEFAULT_LOCALE, isLocale, type Locale } from "@/i18n/locales";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise, ROLES, type Role } from "@/kernel/permissions";
import { findViewer } from "@/modules/identity/queries";
import { users } from "@/modules/identity/tables";
import { isLinkToken, linkToken } from "@/platform/link-token";
import { invitationStateOf } from "./policy";
import type { AnswerInvitationInput } from "./schemas";
import { invitations, members, workspaces } from "./tables";

export interface WorkspaceView {
  id: Id<"workspace">;
  slug: string;
  name: string;
  timeZone: string;
  locale: Locale;
}

export interface Membership {
  tenantId: Id<"workspace">;
  memberId: Id<"member">;
  role: Role;
  workspace: WorkspaceView;
}

const COLUMNS = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  timeZone: workspaces.timeZone,
  locale: workspaces.locale,
};

const viewOf = (row: Omit<WorkspaceView, "locale"> & { locale: string }): WorkspaceView => ({
  ...row,
  locale: isLocale(row.locale) ? row.locale : DEFAULT_LOCALE,
});

/** A role as it is stored; an unknown word may do the least. */
export const roleOf = (stored: string): Role => ROLES.find((role) => role === stored) ?? "viewer";

const membershipRows = (userId: Id<"user">) =>
  getDatabase()
    .db.select({ memberId: members.id, role: members.role, workspace: COLUMNS })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.tenantId))
    .$dynamic()
    .where(eq(members.userId, userId));

/** The person's seat in the workspace at `slug`: who asks is known, the tenant is not yet. */
export async function findMembership(userId: Id<"user">, slug: string): Promise<Membership | null> {
  const [row] = await membershipRows(userId).where(
    and(eq(members.userId, userId), eq(workspaces.slug, slug)),
  );
  if (!row) return null;
  const workspace = viewOf(row.workspace);
  return { tenantId: workspace.id, memberId: row.memberId, role: roleOf(row.role), workspace };
}

/** Tell whether there is a workspace at `slug`; no secret, for its public site tells it too. */
export async function hasWorkspace(slug: string): Promise<boolean> {
  const rows = await getDatabase()
    .db.select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.slug, slug));
  return rows.length > 0;
}

/** The workspaces of a person with the role in each, by name. */
export async function listWorkspaces(userId: Id<"user">): Promise<(WorkspaceView & { role: Role })[]> {
  const rows = await membershipRows(userId).orderBy(asc(sql`lower(${workspaces.name})`), asc(workspaces.id));
  return rows.map(({ workspace, role }) => ({ ...viewOf(workspace), role: roleOf(role) }));
}

/** The workspace that a person had open last, else their first; null when they have none. */
export async function chooseWorkspace(
  userId: Id<"user">,
  lastSlug: string | undefined,
): Promise<(WorkspaceView & { role: Role }) | null> {
  const all = await listWorkspaces(userId);
  return all.find(({ slug }) => slug === lastSlug) ?? all[0] ?? null;
}

/** The caller's workspace. */
export async function getWorkspace(ctx: Ctx): Promise<WorkspaceView> {
  authorise(ctx, "workspace.read");
  const [row] = await inTransaction(ctx, ({ db, tenantId }) =>
    db.select(COLUMNS).from(workspaces).where(eq(workspaces.id, tenantId)),
  );
  if (!row) throw notFound("workspace");
  return viewOf(row);
}

/** The caller's workspace with what it may do there, for the interface. */
export async function getCurrent(ctx: Ctx): Promise<WorkspaceView & { role: Role | null }> {
  return { ...(await getWorkspace(ctx)), role: ctx.actor.type === "user" ? ctx.actor.role : null };
}

export interface MemberView {
  id: Id<"member">;
  userId: Id<"user">;
  name: string;
  email: string;
  role: Role;
  joinedAt: Date;
}

/** Everybody in the workspace, owners first. */
export async function listMembers(ctx: Ctx): Promise<MemberView[]> {
  authorise(ctx, "workspace.read");
  const rows = await inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select({
        id: members.id,
        userId: members.userId,
        name: users.name,
        email: users.email,
        role: members.role,
        joinedAt: members.createdAt,
      })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(eq(members.tenantId, tenantId))
      .orderBy(asc(members.createdAt)),
  );
  return rows
    .map((row) => ({ ...row, role: roleOf(row.role) }))
    .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));
}

export interface InvitationView {
  id: Id<"invitation">;
  email: string;
  role: Role;
  state: ReturnType<typeof invitationStateOf>;
  expiresAt: Date;
  createdAt: Date;
}

/** The invitations that wait for an answer or have expired, newest first. */
export async function listInvitations(ctx: Ctx): Promise<InvitationView[]> {
  authorise(ctx, "member.manage");
  const rows = await inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select()
      .from(invitations)
      .where(and(eq(invitations.tenantId, tenantId), eq(invitations.status, "pending")))
      .orderBy(desc(invitations.createdAt), desc(invitations.id))
      .limit(200),
  );
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: roleOf(row.role),
    state: invitationStateOf(row, ctx.clock.now()),
    expiresAt: row.expiresAt,
    createdAt: row.createdAt,
  }));
}

export interface InvitationOffer extends InvitationView {
  workspace: WorkspaceView;
  inviter: string;
}

/** An invitation as its bearer sees it. Who may look is the caller's question. */
export async function findInvitation(
  invitationId: Id<"invitation">,
  now: Date,
): Promise<InvitationOffer | null> {
  const [row] = await getDatabase()
    .db.select({ invitation: invitations, workspace: COLUMNS, inviter: users.name })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.tenantId))
    .innerJoin(users, eq(users.id, invitations.inviterId))
    .where(eq(invitations.id, invitationId));
  if (!row) return null;
  const { invitation } = row;
  return {
    id: invitation.id,
    email: invitation.email,
    role: roleOf(invitation.role),
    state: invitationStateOf(invitation, now),
    expiresAt: invitation.expiresAt,
    createdAt: invitation.createdAt,
    workspace: viewOf(row.workspace),
    inviter: row.inviter,
  };
}

type Addressed = Pick<InvitationOffer, "id" | "email">;

/** The token that only the mail of this invitation carries. */
export const invitationToken = ({ id, email }: Addressed): string => linkToken("invitation", id, email);

/** Tell whether `token` came from the mail of this invitation. */
export const provesMailbox = ({ id, email }: Addressed, token: string | undefined): boolean =>
  isLinkToken(token, "invitation", id, email);

/** An invitation for whoever opened its mail or has its address; for everybody else there is none. */
export async function viewInvitation(
  headers: Headers,
  { invitationId, token }: AnswerInvitationInput,
  now: Date,
): Promise<InvitationOffer | null> {
  const offer = await findInvitation(invitationId, now);
  if (!offer || provesMailbox(offer, token)) return offer;
  const viewer = await findViewer(headers);
  return viewer?.email.toLowerCase() === offer.email ? offer : null;
}

/** The open invitations to an address, for the person who proved that it is theirs. */
export async function listInvitationsTo(userId: Id<"user">, now: Date): Promise<InvitationOffer[]> {
  const { db } = getDatabase();
  const rows = await db
    .select({ id: invitations.id })
    .from(invitations)
    .innerJoin(
      users,
      and(eq(users.id, userId), eq(users.emailVerified, true), eq(users.email, invitations.email)),
    )
    .where(eq(invitations.status, "pending"))
    .orderBy(desc(invitations.createdAt))
    .limit(20);
  const offers = await Promise.all(rows.map(({ id }) => findInvitation(id, now)));
  return offers.filter((offer) => offer?.state === "pending").filter((offer) => offer !== null);
}

/** How many owners the workspace has; call it with the workspace's row locked. */
export async function countOwners({
  db,
  tenantId,
}: {
  db: ReturnType<typeof getDatabase>["db"];
  tenantId: Id<"workspace">;
}): Promise<number> {
  const [row] = await db
    .select({ owners: count() })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), eq(members.role, "owner")));
  return row?.owners ?? 0;
}
