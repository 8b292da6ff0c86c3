import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Ctx } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import { idToUuid, newId } from "@/kernel/ids";
import { SCOPE_NAMES } from "@/kernel/permissions";
import { anAddress, Browser, useSignIn } from "@/testing/auth";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { aFullWorkspace, canary, type FullWorkspace } from "@/testing/full-workspace";
import { ISOLATION, OPEN } from "@/testing/isolation";
import { useStorage } from "@/testing/storage";
import { createContext, type RequestContext, workspaceHeader } from "./context";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

useSignIn();
useDatabase();
useStorage();

const procedures = Object.keys(appRouter._def.procedures).sort();
const createCaller = createCallerFactory(appRouter);

type Caller = (input: unknown) => Promise<unknown>;
const procedureOf = (context: RequestContext, path: string): Caller =>
  path
    .split(".")
    .reduce<unknown>(
      (node, name) => (node as Record<string, unknown>)[name],
      createCaller(context),
    ) as Caller;

/** Call as a stranger: an owner elsewhere, or a key of elsewhere with every scope. */
function contextOf(ctx: Ctx): RequestContext {
  const requireUser = () =>
    ctx.actor.type === "user"
      ? Promise.resolve({ userId: ctx.actor.userId })
      : Promise.reject(new DomainError("UNAUTHENTICATED", "session.missing", "A key is no person"));
  const { clock, traceId } = ctx;
  return { headers: new Headers(), clock, traceId, requireUser, requireCaller: () => Promise.resolve(ctx) };
}

async function tenantTables(): Promise<{ name: string; tenant: string }[]> {
  const { rows } = (await getDatabase().db.execute(sql`
    select table_name as name, column_name as tenant from information_schema.columns
    where table_schema = 'public' and column_name = case table_name when 'workspaces' then 'id' else 'tenant_id' end
    order by 1`)) as unknown as { rows: { name: string; tenant: string }[] };
  return rows;
}

/** Every row of a workspace, byte for byte, by table. */
async function rowsOf({ ctx }: FullWorkspace): Promise<Record<string, string[]>> {
  const tenantId = idToUuid("workspace", ctx.tenantId);
  const found: Record<string, string[]> = {};
  for (const { name, tenant } of await tenantTables()) {
    const { rows } = (await getDatabase().db.execute(
      sql`select r::text as row from ${sql.identifier(name)} r where ${sql.identifier(tenant)} = ${tenantId}::uuid order by 1`,
    )) as unknown as { rows: { row: string }[] };
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

const secretsOf = (victim: FullWorkspace): string[] => {
  const { ctx, slug, ...ids } = victim;
  return [canary, slug, ctx.tenantId, ...Object.values(ids)];
};

const outcomeOf = async (work: Promise<unknown>) => {
  try {
    return { output: await work, code: null };
  } catch (error) {
    return { output: null, code: (error as { code?: string }).code ?? "THROWN" };
  }
};

const withoutAnyOf = (text: string, secrets: string[]) => secrets.filter((secret) => text.includes(secret));

test("every procedure has a fixture, and every fixture a procedure", () => {
  expect(Object.keys(ISOLATION).sort()).toEqual(procedures);
});

test("the attacked workspace has a row in every table", async () => {
  const victim = await aFullWorkspace();
  const empty = Object.entries(await rowsOf(victim)).filter(([, rows]) => rows.length === 0);
  expect(empty.map(([name]) => name)).toEqual([]);
});

describe.each(["an owner", "a key with every scope"] as const)("%s of another workspace", (kind) => {
  let victim: FullWorkspace;
  let before: Record<string, string[]>;

  async function aStranger(): Promise<Ctx> {
    const owner: WorkspaceCtx = await aWorkspace();
    if (kind === "an owner") return owner;
    return { ...owner, actor: { type: "apiKey", apiKeyId: victim.apiKeyId, scopes: SCOPE_NAMES } };
  }

  beforeAll(async () => {
    victim = await aFullWorkspace();
    before = await rowsOf(victim);
  });

  test.each(procedures)("neither sees nor changes anything through %s", async (path) => {
    const attack = ISOLATION[path]?.(victim);
    const { output, code } = await outcomeOf(procedureOf(contextOf(await aStranger()), path)(attack?.input));
    const refusals =
      kind === "an owner" ? ["NOT_FOUND", "FORBIDDEN"] : ["NOT_FOUND", "FORBIDDEN", "UNAUTHORIZED"];
    if (attack?.expected === "refused") expect(refusals).toContain(code);
    expect(withoutAnyOf(JSON.stringify(output) ?? "", secretsOf(victim))).toEqual([]);
    expect(await rowsOf(victim)).toEqual(before);
  });
});

/** An input, again and again, with something else in place of one of its texts; and which one. */
function* spoiltTexts(value: unknown, text: string, path: string[] = []): Generator<[unknown, string]> {
  if (typeof value === "string") yield [text, path.join(".")];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    for (const [spoilt, field] of spoiltTexts(inner, text, [...path, key]))
      yield [Array.isArray(value) ? value.with(Number(key), spoilt) : { ...value, [key]: spoilt }, field];
}

describe("what cannot be stored", () => {
  let own: FullWorkspace;
  beforeAll(async () => {
    own = await aFullWorkspace();
  });

  test.each(procedures)("is refused in every text of %s, by its field, and leaves no trace", async (path) => {
    const before = await rowsOf(own);
    // Somebody else each time: a person has an allowance of changes.
    const actor = { ...own.ctx.actor, userId: newId("user") };
    const call = procedureOf(contextOf({ ...own.ctx, actor }), path);
    for (const text of ["a\0b", "half \ud83d"])
      for (const [input, field] of spoiltTexts(
        { extra: "x", ...(ISOLATION[path]?.(own).input as object) },
        text,
      ))
        await expect(call(input), `${path} ${field}`).rejects.toMatchObject({
          cause: { code: "INVALID", reason: "input.unstorable", field },
        });
    expect(await rowsOf(own)).toEqual(before);
  });
});

describe("a signed-in person", () => {
  test("finds no workspace at an address that is another's, nor at one that is nobody's", async () => {
    const victim = await aFullWorkspace();
    const browser = new Browser();
    await browser.signUp(anAddress());
    for (const slug of [victim.slug, "nowhere-at-all"]) {
      const { headers } = browser;
      headers.set(workspaceHeader, slug);
      const context = createContext({ headers, clock: systemClock });
      await expect(context.requireCaller()).rejects.toMatchObject({ reason: "workspace.not_found" });
    }
    const { userId } = await createContext({ headers: browser.headers }).requireUser();
    expect(userId).toBe(await browser.userId());
  });

  test("is nobody without a session", async () => {
    for (const path of procedures.filter((name) => !(name in OPEN))) {
      const { code } = await outcomeOf(
        procedureOf(createContext({ headers: new Headers() }), path)(ISOLATION[path]),
      );
      expect(code, path).toBe("UNAUTHORIZED");
    }
  });
});
