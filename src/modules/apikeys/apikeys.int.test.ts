import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { dayMs, minuteMs } from "@/kernel/time";
import { auditLog } from "@/modules/audit/tables";
import { asRole, aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { authenticateApiKey, createApiKey, revokeApiKey } from "./commands/keys";
import { listApiKeys } from "./queries";
import { apiKeysMax } from "./schemas";
import { apiKeys } from "./tables";

useDatabase();

const aKey = { name: "Zapier", scopes: ["posts:read" as const], lifetimeDays: null };
const refused = { code: "UNAUTHENTICATED", reason: "api_key.invalid" };

async function aWorkspaceWithKey(lifetimeDays: number | null = null) {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock });
  const created = await createApiKey(ctx, { ...aKey, lifetimeDays });
  const by = { clock, traceId: "trace" };
  return { ctx, clock, created, authenticate: (key = created.key) => authenticateApiKey(key, by) };
}

const rowOf = async (id: Awaited<ReturnType<typeof createApiKey>>["id"]) => {
  const [row] = await getDatabase().db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return row;
};

describe("an API key", () => {
  test("carries 256 random bits, and only its hash and first characters are stored", async () => {
    const { created } = await aWorkspaceWithKey();
    expect(created.key).toMatch(/^pub_[\w-]{43}$/);
    const row = await rowOf(created.id);
    expect(row?.keyHash).toBe(createHash("sha256").update(created.key).digest("hex"));
    expect(row?.preview).toBe(created.key.slice(0, 10));
    expect(JSON.stringify(row)).not.toContain(created.key);
  });

  test("opens its own workspace with its scopes, whatever the number of workspaces", async () => {
    const [mine, theirs] = [await aWorkspaceWithKey(), await aWorkspaceWithKey()];
    expect(await mine.authenticate()).toMatchObject({
      tenantId: mine.ctx.tenantId,
      actor: { type: "apiKey", apiKeyId: mine.created.id, scopes: ["posts:read"] },
    });
    expect((await theirs.authenticate()).tenantId).toBe(theirs.ctx.tenantId);
  });

  test.each(["", "pub_", "pub_wrong", "sk_live_1", "PUB_x"])("does not exist as %j", async (key) => {
    const { authenticate } = await aWorkspaceWithKey();
    await expect(authenticate(key)).rejects.toMatchObject(refused);
  });

  test("is refused when one character differs", async () => {
    const { created, authenticate } = await aWorkspaceWithKey();
    const other = created.key.endsWith("A") ? "B" : "A";
    await expect(authenticate(created.key.slice(0, -1) + other)).rejects.toMatchObject(refused);
  });

  test("stops at its expiry, to the instant", async () => {
    const { clock, created, authenticate } = await aWorkspaceWithKey(30);
    clock.advance(30 * dayMs - 1);
    await expect(authenticate()).resolves.toBeTruthy();
    clock.advance(1);
    await expect(authenticate()).rejects.toMatchObject(refused);
    expect((await rowOf(created.id))?.revokedAt).toBeNull();
  });

  test("notes its use at most once a minute", async () => {
    const { clock, created, authenticate } = await aWorkspaceWithKey();
    const first = clock.now();
    await authenticate();
    clock.advance(minuteMs - 1);
    await authenticate();
    expect((await rowOf(created.id))?.lastUsedAt).toEqual(first);
    clock.advance(1);
    await authenticate();
    expect((await rowOf(created.id))?.lastUsedAt).toEqual(clock.now());
  });
});

describe("managing keys", () => {
  test("lists them without anything that opens a door", async () => {
    const { ctx, created } = await aWorkspaceWithKey();
    const [listed] = await listApiKeys(ctx);
    expect(listed).toMatchObject({ id: created.id, name: "Zapier", state: "active", lastUsedAt: null });
    expect(Object.keys(listed ?? {})).not.toContain("keyHash");
  });

  test("revokes at once, and again without effect, with one line of history each", async () => {
    const { ctx, created, authenticate } = await aWorkspaceWithKey();
    await revokeApiKey(ctx, { apiKeyId: created.id });
    await revokeApiKey(ctx, { apiKeyId: created.id });
    await expect(authenticate()).rejects.toMatchObject(refused);
    expect(await listApiKeys(ctx)).toMatchObject([{ state: "revoked" }]);
    const history = await getDatabase()
      .db.select({ action: auditLog.action })
      .from(auditLog)
      .where(eq(auditLog.targetId, created.id));
    expect(history.map(({ action }) => action)).toEqual(["apiKey.created", "apiKey.revoked"]);
  });

  test("does not reach another workspace's key", async () => {
    const [mine, theirs] = [await aWorkspaceWithKey(), await aWorkspaceWithKey()];
    await expect(revokeApiKey(mine.ctx, { apiKeyId: theirs.created.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(theirs.authenticate()).resolves.toBeTruthy();
    expect(await listApiKeys(mine.ctx)).toHaveLength(1);
  });

  test.each(["editor", "author", "reviewer", "viewer"] as const)("is not for a %s", async (role) => {
    const { ctx } = await aWorkspaceWithKey();
    const forbidden = expect.objectContaining({ code: "FORBIDDEN" });
    expect(() => createApiKey(asRole(ctx, role), aKey)).toThrow(forbidden);
    expect(() => listApiKeys(asRole(ctx, role))).toThrow(forbidden);
  });

  test("is not for a key, whatever its scopes", async () => {
    const { ctx, authenticate } = await aWorkspaceWithKey();
    const caller = await authenticate();
    expect(() => createApiKey({ ...ctx, ...caller }, aKey)).toThrow(
      expect.objectContaining({ code: "FORBIDDEN" }),
    );
  });

  test("stops at the limit, counted under a lock", async () => {
    const { ctx } = await aWorkspaceWithKey();
    const made = await Promise.allSettled(
      Array.from({ length: apiKeysMax + 3 }, () => createApiKey(ctx, aKey)),
    );
    const failed = made.filter(({ status }) => status === "rejected");
    expect(failed).toHaveLength(4);
    expect(failed).toMatchObject(failed.map(() => ({ reason: { reason: "api_key.too_many" } })));
  });
});
