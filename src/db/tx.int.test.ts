import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { newId } from "@/kernel/ids";
import { posts } from "@/modules/publishing/tables";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { inSystemTransaction, inTransaction } from "./tx";

useDatabase();

describe("a tenant transaction", () => {
  test("sees and writes its own workspace's rows only, without naming the tenant", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const post = { id: newId("post"), tenantId: theirs.tenantId, language: "en", body: "secret" };
    await inTransaction(theirs, ({ db }) => db.insert(posts).values(post));

    const seen = await inTransaction(mine, ({ db }) => db.select().from(posts));
    const changed = await inTransaction(mine, ({ db }) => db.update(posts).set({ body: "x" }).returning());

    expect(seen).toEqual([]);
    expect(changed).toEqual([]);
    expect(await inTransaction(theirs, ({ db }) => db.select().from(posts))).toMatchObject([
      { body: "secret" },
    ]);
  });

  test("refuses a row that names another workspace", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const foreign = { id: newId("post"), tenantId: theirs.tenantId, language: "en" };
    const writing = inTransaction(mine, ({ db }) => db.insert(posts).values(foreign));
    await expect(writing).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  test("leaves neither role nor tenant on the connection that goes back to the pool", async () => {
    const mine = await aWorkspace();
    await inTransaction(mine, ({ db }) => db.execute(sql`select 1`));
    const after = await inSystemTransaction((db) =>
      db.execute(sql`select current_setting('app.tenant', true) as tenant, current_user as role`),
    );
    expect(after).toMatchObject({ rows: [{ tenant: "", role: "publify_system" }] });
  });

  test("rolls everything back when the work throws, nested work included", async () => {
    const mine = await aWorkspace();
    const id = newId("post");
    const work = inTransaction(mine, async (ctx) => {
      await inTransaction(ctx, ({ db }) =>
        db.insert(posts).values({ id, tenantId: mine.tenantId, language: "en" }),
      );
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await inTransaction(mine, ({ db }) => db.select().from(posts).where(eq(posts.id, id)))).toEqual(
      [],
    );
  });
});

test("a connection that dies while a transaction holds it fails that transaction, and nothing else", async () => {
  const ctx = await aWorkspace();
  const dying = inTransaction(ctx, async ({ db }) => {
    const { rows } = (await db.execute(sql`select pg_backend_pid() as pid`)) as unknown as {
      rows: { pid: number }[];
    };
    const admin = new pg.Client({ connectionString: inject("adminUrl") });
    await admin.connect();
    await admin.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await admin.end();
    await db.execute(sql`select 1`);
  });
  await expect(dying).rejects.toThrow();
  expect(await inTransaction(ctx, async ({ tenantId }) => tenantId)).toBe(ctx.tenantId);
});
