import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { type Id, isId, newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { users } from "@/modules/identity/tables";
import { mailboxFolder } from "@/platform/email";
import { listMails } from "@/platform/mailbox";
import { POLICIES } from "@/platform/ratelimit";
import { anAddress, Browser, forgetSignIn, linkIn, mailTo, useSignIn } from "@/testing/auth";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { acceptInvitation, declineInvitation } from "./commands/answers";
import { cancelInvitation, inviteMember, resendInvitation } from "./commands/invitations";
import { sendInvitation } from "./commands/mail";
import {
  findInvitation,
  findMembership,
  getWorkspace,
  invitationToken,
  listInvitations,
  listInvitationsTo,
  viewInvitation,
} from "./queries";

useDatabase();
useSignIn();
beforeEach(() => forgetSignIn());

/** Somebody who signed up through the real handler and has not confirmed the address. */
async function someoneAt(email: string, clock = new TestClock()) {
  const { body } = await new Browser().signUp(email);
  const { id } = body.user as { id: string };
  if (!isId("user", id)) throw new Error("sign-up failed");
  return { userId: id, clock, traceId: "trace" };
}

const confirm = (userId: Id<"user">) =>
  getDatabase().db.update(users).set({ emailVerified: true }).where(eq(users.id, userId));

async function anInvitation(role: "editor" | "owner" = "editor") {
  const clock = new TestClock();
  const owner = await aWorkspace({ clock });
  const email = anAddress("guest");
  const { id } = await inviteMember(owner, { email, role });
  const invitee = await someoneAt(email, clock);
  return { owner, clock, email, id, invitee };
}

const send = (id: Id<"invitation">, now: Date) =>
  sendInvitation({ invitationId: id, issue: newId("outbox") }, now);
const roleIn = async (ctx: WorkspaceCtx, userId: Id<"user">) =>
  (await findMembership(userId, (await getWorkspace(ctx)).slug))?.role ?? null;

describe("inviting", () => {
  test("leaves an event, and the mail names who invites, to what, as what, in the workspace's language", async () => {
    const owner = await aWorkspace({ locale: "fr" });
    const email = anAddress();
    const { id } = await inviteMember(owner, { email, role: "editor" });
    const events = await getDatabase().db.select().from(outbox).where(eq(outbox.tenantId, owner.tenantId));
    expect(events).toMatchObject([
      { name: "invitation.issued", data: { invitationId: id, workspaceId: owner.tenantId } },
    ]);
    expect(await send(id, owner.clock.now())).toEqual({ sent: true });
    const mail = await mailTo(email);
    expect(mail.subject).toMatch(/vous invite à rejoindre Studio/);
    expect(mail.text).toContain("éditeur");
    expect(mail.html).toContain(`/invitation/${id}?token=`);
  });

  test("refuses a second open invitation, a member, a role above one's own, and those who do not manage", async () => {
    const { owner, email, invitee } = await anInvitation();
    await expect(inviteMember(owner, { email, role: "viewer" })).rejects.toMatchObject({
      reason: "invitation.pending",
      field: "email",
    });
    const [self] = await getDatabase().db.select().from(users).where(eq(users.id, owner.actor.userId));
    await expect(inviteMember(owner, { email: self?.email ?? "", role: "viewer" })).rejects.toMatchObject({
      reason: "member.exists",
    });
    const admin = asRole(owner, "admin");
    await expect(inviteMember(admin, { email: anAddress(), role: "owner" })).rejects.toMatchObject({
      reason: "role.above_own",
    });
    await expect(
      inviteMember(asRole(owner, "editor"), { email: anAddress(), role: "viewer" }),
    ).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(invitee.userId).toBeTruthy();
  });

  test("is limited for each workspace", async () => {
    const owner = await aWorkspace();
    const { max } = POLICIES["workspaces.invite"];
    for (let i = 0; i < max; i++) await inviteMember(owner, { email: anAddress(), role: "viewer" });
    await expect(inviteMember(owner, { email: anAddress(), role: "viewer" })).rejects.toMatchObject({
      code: "LIMITED",
    });
    await inviteMember(await aWorkspace(), { email: anAddress(), role: "viewer" });
  });
});

describe("accepting", () => {
  test("by the mail's link seats the invitee with the role and proves the address in one go", async () => {
    const { owner, id, email, invitee, clock } = await anInvitation();
    await send(id, clock.now());
    const token = linkIn(await mailTo(email, "invites you")).searchParams.get("token") ?? "";
    const { slug } = await acceptInvitation(invitee, { invitationId: id, token });
    expect(slug).toBe((await getWorkspace(owner)).slug);
    expect(await roleIn(owner, invitee.userId)).toBe("editor");
    const [user] = await getDatabase().db.select().from(users).where(eq(users.id, invitee.userId));
    expect(user?.emailVerified).toBe(true);
    expect(await listInvitations(owner)).toEqual([]);
  });

  test("without the mail's token demands a confirmed address", async () => {
    const { owner, id, invitee } = await anInvitation();
    const unproved = { reason: "invitation.unproved_address" };
    await expect(acceptInvitation(invitee, { invitationId: id })).rejects.toMatchObject(unproved);
    await expect(acceptInvitation(invitee, { invitationId: id, token: "guess" })).rejects.toMatchObject(
      unproved,
    );
    expect(await listInvitationsTo(invitee.userId, owner.clock.now())).toEqual([]);
    await confirm(invitee.userId);
    expect(await listInvitationsTo(invitee.userId, owner.clock.now())).toMatchObject([{ id }]);
    await acceptInvitation(invitee, { invitationId: id });
    expect(await roleIn(owner, invitee.userId)).toBe("editor");
  });

  test("is for the invited address only, whatever the token", async () => {
    const { owner, id, email, clock } = await anInvitation();
    await send(id, clock.now());
    const token = linkIn(await mailTo(email, "invites you")).searchParams.get("token") ?? "";
    const thief = await someoneAt(anAddress("thief"), clock);
    await confirm(thief.userId);
    await expect(acceptInvitation(thief, { invitationId: id, token })).rejects.toMatchObject({
      code: "FORBIDDEN",
      reason: "invitation.other_address",
    });
    expect(await roleIn(owner, thief.userId)).toBeNull();
  });

  test("works once, even twice at the same moment", async () => {
    const { owner, id, invitee } = await anInvitation();
    await confirm(invitee.userId);
    const accept = () => acceptInvitation(invitee, { invitationId: id });
    const outcomes = await Promise.allSettled([accept(), accept()]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(accept()).rejects.toMatchObject({ code: "CONFLICT", reason: "invitation.not_open" });
    expect(await roleIn(owner, invitee.userId)).toBe("editor");
  });

  test("is refused after the invitation expired, was cancelled or declined", async () => {
    const gone = { code: "CONFLICT", reason: "invitation.not_open" };
    const expired = await anInvitation();
    await confirm(expired.invitee.userId);
    expired.clock.advance(7 * dayMs);
    await expect(acceptInvitation(expired.invitee, { invitationId: expired.id })).rejects.toMatchObject(gone);

    const cancelled = await anInvitation();
    await confirm(cancelled.invitee.userId);
    await cancelInvitation(cancelled.owner, { invitationId: cancelled.id });
    await expect(acceptInvitation(cancelled.invitee, { invitationId: cancelled.id })).rejects.toMatchObject(
      gone,
    );

    const declined = await anInvitation();
    await confirm(declined.invitee.userId);
    await declineInvitation(declined.invitee, { invitationId: declined.id });
    await expect(acceptInvitation(declined.invitee, { invitationId: declined.id })).rejects.toMatchObject(
      gone,
    );
  });

  test("of an unknown invitation is refused", async () => {
    const someone = await someoneAt(anAddress());
    const missing = { invitationId: newId("invitation") };
    await expect(acceptInvitation(someone, missing)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("managing invitations", () => {
  test("of another workspace is refused", async () => {
    const [{ id }, mine] = [await anInvitation(), await aWorkspace()];
    const refused = { code: "NOT_FOUND", reason: "invitation.not_found" };
    await expect(cancelInvitation(mine, { invitationId: id })).rejects.toMatchObject(refused);
    await expect(resendInvitation(mine, { invitationId: id })).rejects.toMatchObject(refused);
    expect(await listInvitations(mine)).toEqual([]);
  });

  test("sends again and gives an expired one its full time back", async () => {
    const { owner, id, clock, email } = await anInvitation();
    clock.advance(8 * dayMs);
    expect(await listInvitations(owner)).toMatchObject([{ id, state: "expired" }]);
    expect(await send(id, clock.now())).toEqual({ sent: false });
    await resendInvitation(owner, { invitationId: id });
    expect(await listInvitations(owner)).toMatchObject([{ id, state: "pending" }]);
    expect(await send(id, clock.now())).toEqual({ sent: true });
    await mailTo(email, "invites you");
  });

  test("cancels once, and a cancelled one is never mailed", async () => {
    const { owner, id, clock, email } = await anInvitation();
    await cancelInvitation(owner, { invitationId: id });
    await expect(cancelInvitation(owner, { invitationId: id })).rejects.toMatchObject({
      reason: "invitation.not_open",
    });
    await expect(resendInvitation(owner, { invitationId: id })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await send(id, clock.now())).toEqual({ sent: false });
    const mails = (await listMails(mailboxFolder())).filter(
      ({ to, subject }) => to.includes(email) && /invites/.test(subject),
    );
    expect(mails).toEqual([]);
    expect((await findInvitation(id, clock.now()))?.state).toBe("cancelled");
  });
});

describe("looking at an invitation", () => {
  const view = (headers: Headers, input: { invitationId: Id<"invitation">; token?: string }) =>
    viewInvitation(headers, input, new TestClock().now());

  test("is for the mail's reader and for the invited address, and for nobody else", async () => {
    const { id: invitationId, email } = await anInvitation();
    const stranger = new Browser();
    await stranger.signUp(anAddress("stranger"));
    expect(await view(new Headers(), { invitationId })).toBeNull();
    expect(await view(stranger.headers, { invitationId, token: "guess" })).toBeNull();
    const token = invitationToken({ id: invitationId, email });
    expect(await view(new Headers(), { invitationId, token })).toMatchObject({ id: invitationId, email });
    const invitee = new Browser();
    await invitee.signIn(email);
    expect(await view(invitee.headers, { invitationId })).toMatchObject({ id: invitationId });
  });

  test("with the token of another invitation shows nothing", async () => {
    const [{ id: invitationId }, other] = [await anInvitation(), await anInvitation()];
    const token = invitationToken(other);
    expect(await view(new Headers(), { invitationId, token })).toBeNull();
  });
});
