import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { auditLog } from "@/modules/audit/tables";
import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { forgetSignIn, useSignIn } from "@/testing/auth";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { changeRole, leaveWorkspace, removeMember } from "./commands/members";
import { createWorkspace, deleteWorkspace, updateWorkspace } from "./commands/workspace";
import { findMembership, getWorkspace, hasWorkspace, listMembers, listWorkspaces } from "./queries";
import { members, workspaces } from "./tables";

useDatabase();
useSignIn();
beforeEach(() => forgetSignIn());

async function aPerson(): Promise<{ userId: Id<"user">; clock: TestClock; traceId: string }> {
  const userId = newId("user");
  await getDatabase()
    .db.insert(users)
    .values({ id: userId, name: "Grace", email: `${userId}@example.test` });
  return { userId, clock: new TestClock(), traceId: "trace" };
}

/** One more member of the workspace, as that member's context and seat. */
async function aMember(of: WorkspaceCtx, role: Role): Promise<WorkspaceCtx & { memberId: Id<"member"> }> {
  const { userId } = await aPerson();
  const memberId = newId("member");
  await getDatabase().db.insert(members).values({ id: memberId, tenantId: of.tenantId, userId, role });
  return { ...of, actor: { type: "user", userId, role }, memberId };
}

const ownSeat = async (ctx: WorkspaceCtx) =>
  (await findMembership(ctx.actor.userId, (await getWorkspace(ctx)).slug))?.memberId ?? newId("member");

const traces = async (tenantId: Id<"workspace">) => {
  const { db } = getDatabase();
  const audit = await db.select().from(auditLog).where(eq(auditLog.tenantId, tenantId));
  const events = await db.select().from(outbox).where(eq(outbox.tenantId, tenantId));
  return { actions: audit.map(({ action }) => action), events: events.map(({ name }) => name) };
};

const studio = { name: "Café Été", timeZone: "Europe/Paris", locale: "fr" } as const;

describe("creating a workspace", () => {
  test("makes its creator the owner and gives it its Site channel, audit row and event at once", async () => {
    const founder = await aPerson();
    const { id, slug } = await createWorkspace(founder, studio);
    expect([await hasWorkspace(slug), await hasWorkspace(`${slug}-not`)]).toEqual([true, false]);
    expect(await findMembership(founder.userId, slug)).toMatchObject({
      tenantId: id,
      role: "owner",
      workspace: { name: "Café Été", timeZone: "Europe/Paris", locale: "fr" },
    });
    const sites = await getDatabase().db.select().from(channels).where(eq(channels.tenantId, id));
    expect(sites).toMatchObject([{ network: "site", handle: slug }]);
    const { actions, events } = await traces(id);
    expect(actions).toContain("workspace.created");
    expect(events).toContain("workspace.created");
  });

  test("finds another address when the name's own is taken, even at the same moment", async () => {
    const founders = await Promise.all([aPerson(), aPerson(), aPerson()]);
    const made = await Promise.all(
      founders.map((founder) => createWorkspace(founder, { ...studio, name: "Twin Peaks" })),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(3);
    expect(made.map(({ slug }) => slug)).toContain("twin-peaks");
  });

  test("may be done several times by one person, and lists by name", async () => {
    const founder = await aPerson();
    await createWorkspace(founder, { ...studio, name: "Zeta" });
    await createWorkspace(founder, { ...studio, name: "alpha" });
    expect((await listWorkspaces(founder.userId)).map(({ name }) => name)).toEqual(["alpha", "Zeta"]);
  });
});

describe("changing and deleting a workspace", () => {
  const change = { name: "Renamed", timeZone: "America/New_York", locale: "en" } as const;

  test("is for its managers", async () => {
    const owner = await aWorkspace();
    await updateWorkspace(owner, change);
    expect(await getWorkspace(owner)).toMatchObject(change);
    expect((await traces(owner.tenantId)).actions).toContain("workspace.updated");
    expect(() => updateWorkspace(asRole(owner, "editor"), change)).toThrow("workspace.update");
    expect(() => deleteWorkspace(asRole(owner, "admin"), { confirmation: "x" })).toThrow("workspace.delete");
  });

  test("deletes with the typed address only, takes all rows along and keeps the audit", async () => {
    const founder = await aPerson();
    const { id, slug } = await createWorkspace(founder, studio);
    const ctx = {
      ...founder,
      tenantId: id,
      actor: { type: "user", userId: founder.userId, role: "owner" },
    } as const;
    await expect(deleteWorkspace(ctx, { confirmation: "other" })).rejects.toMatchObject({
      reason: "workspace.confirmation_mismatch",
      field: "confirmation",
    });
    await deleteWorkspace(ctx, { confirmation: slug });
    const { db } = getDatabase();
    expect(await db.select().from(workspaces).where(eq(workspaces.id, id))).toEqual([]);
    expect(await db.select().from(channels).where(eq(channels.tenantId, id))).toEqual([]);
    expect((await traces(id)).actions).toContain("workspace.deleted");
    await expect(deleteWorkspace(ctx, { confirmation: slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("members", () => {
  test("are listed owners first, to any member, and to no one else", async () => {
    const owner = await aWorkspace();
    const viewer = await aMember(owner, "viewer");
    expect((await listMembers(viewer)).map(({ role }) => role)).toEqual(["owner", "viewer"]);
    const stranger = await aWorkspace();
    expect((await listMembers(stranger)).map(({ userId }) => userId)).toEqual([stranger.actor.userId]);
  });

  test("get another role, which counts at once and leaves a trace", async () => {
    const owner = await aWorkspace();
    const member = await aMember(owner, "viewer");
    await changeRole(owner, { memberId: member.memberId, role: "editor" });
    const { slug } = await getWorkspace(owner);
    expect((await findMembership(member.actor.userId, slug))?.role).toBe("editor");
    const { actions, events } = await traces(owner.tenantId);
    expect([actions, events]).toEqual([
      expect.arrayContaining(["member.role_changed"]),
      expect.arrayContaining(["member.role_changed"]),
    ]);
  });

  test("of another workspace are out of reach", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { memberId } = await aMember(theirs, "viewer");
    await expect(changeRole(mine, { memberId, role: "admin" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(removeMember(mine, { memberId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listMembers(theirs)).toHaveLength(2);
  });

  test("are managed by managers, who give no role above their own and touch nobody above them", async () => {
    const owner = await aWorkspace();
    const [admin, editor] = [await aMember(owner, "admin"), await aMember(owner, "editor")];
    const ownerSeat = await ownSeat(owner);
    expect(() => changeRole(editor, { memberId: admin.memberId, role: "viewer" })).toThrow("member.manage");
    const above = { code: "FORBIDDEN", reason: "role.above_own" };
    await expect(changeRole(admin, { memberId: editor.memberId, role: "owner" })).rejects.toMatchObject(
      above,
    );
    await expect(changeRole(admin, { memberId: ownerSeat, role: "viewer" })).rejects.toMatchObject(above);
    await expect(removeMember(admin, { memberId: ownerSeat })).rejects.toMatchObject(above);
  });

  test("keep an owner: the last one is neither demoted nor removed, nor may leave", async () => {
    const owner = await aWorkspace();
    const memberId = await ownSeat(owner);
    const last = { code: "CONFLICT", reason: "member.last_owner" };
    await expect(changeRole(owner, { memberId, role: "admin" })).rejects.toMatchObject(last);
    await expect(removeMember(owner, { memberId })).rejects.toMatchObject(last);
    await expect(leaveWorkspace(owner)).rejects.toMatchObject(last);
  });

  test("keep an owner when two owners demote each other at the same moment", async () => {
    const first = await aWorkspace();
    const second = await aMember(first, "owner");
    const outcomes = await Promise.allSettled([
      changeRole(first, { memberId: second.memberId, role: "viewer" }),
      changeRole(second, { memberId: await ownSeat(first), role: "viewer" }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const owners = and(eq(members.tenantId, first.tenantId), eq(members.role, "owner"));
    expect(await getDatabase().db.select().from(members).where(owners)).toHaveLength(1);
  });

  test("lose every door when they leave", async () => {
    const owner = await aWorkspace();
    const member = await aMember(owner, "author");
    await leaveWorkspace(member);
    expect(await findMembership(member.actor.userId, (await getWorkspace(owner)).slug)).toBeNull();
    await expect(leaveWorkspace(member)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await traces(owner.tenantId)).events).toContain("member.left");
  });
});
