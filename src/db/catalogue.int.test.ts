import { describe, expect, test } from "vitest";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { systemRole, tenantRole } from "./tx";

const state = useDatabase();

/** Tables without a tenant, each with the reason why that is right. */
const OUTSIDE_TENANTS: Record<string, string> = {
  users: "a person belongs to several workspaces; its own policy shows members to members",
  sessions: "a person's; only sign-in reads it",
  accounts: "a person's; only sign-in reads it",
  verifications: "a person's; only sign-in reads it",
  two_factors: "a person's; only sign-in reads it",
  passkeys: "a person's; only sign-in reads it",
  network_health: "a server's, over all workspaces; holds no word of any of them",
  zone_data: "which release of the zone data was seen last, over all workspaces",
};

async function query<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const connection = await state.database.connect();
  try {
    return (await connection.query(text, values)).rows as T[];
  } finally {
    connection.release();
  }
}

interface Table {
  name: string;
  tenant: string | null;
  secured: boolean;
  forced: boolean;
  owner: string;
}

/** The tables of the product; the executor keeps its own in a schema that no tenant role may enter. */
const tables = () =>
  query<Table>(`
    select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
      pg_get_userbyid(c.relowner) as owner,
      (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attname = case when c.relname = 'workspaces' then 'id' else 'tenant_id' end) as tenant
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);

const tenantTables = async () => (await tables()).filter(({ name }) => !(name in OUTSIDE_TENANTS));
const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

describe("every table of the product", () => {
  test("names its workspace, or is on the list of those that need not", async () => {
    expect(
      names((await tables()).filter((table) => !table.tenant && !(table.name in OUTSIDE_TENANTS))),
    ).toEqual([]);
    const known = names(await tables());
    expect(Object.keys(OUTSIDE_TENANTS).filter((name) => !known.includes(name))).toEqual([]);
  });

  test("never leaves the workspace out of a row", async () => {
    const nullable = await query(`select table_name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id' and is_nullable = 'YES'`);
    expect(nullable).toEqual([]);
  });

  test("has row security that even its owner obeys", async () => {
    expect(names((await tenantTables()).filter(({ secured, forced }) => !secured || !forced))).toEqual([]);
  });

  test("shows a workspace its own rows only, for reading and for writing", async () => {
    const policies = await query<{ name: string; using: string | null; check: string | null; cmd: string }>(
      `select tablename as name, qual as using, with_check as check, cmd from pg_policies
       where schemaname = 'public' and $1 = any (roles)`,
      [tenantRole],
    );
    for (const { name, tenant } of await tenantTables()) {
      const own = policies.filter((policy) => policy.name === name);
      expect(own, name).toHaveLength(1);
      for (const clause of [own[0]?.using, own[0]?.check]) {
        expect(clause, name).toContain(`(${tenant} = `);
        expect(clause, name).toContain("current_setting('app.tenant'::text, true)");
      }
      expect(own[0]?.cmd, name).toBe("ALL");
    }
  });

  test("has an index that starts with its workspace", async () => {
    const led = await query<{ name: string; leads: string }>(`
      select distinct t.relname as name, a.attname as leads
      from pg_index i join pg_class t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where t.relnamespace = 'public'::regnamespace and i.indpred is null`);
    const indexed = new Set(led.map(({ name, leads }) => `${name}.${leads}`));
    const missing = (await tenantTables()).filter(({ name, tenant }) => !indexed.has(`${name}.${tenant}`));
    expect(names(missing)).toEqual([]);
  });

  test("refers to rows of its own workspace only", async () => {
    const keys = await query<{ constraint: string; columns: string[]; source: string; target: string }>(`
      select conname as constraint, s.relname as source, t.relname as target,
        array(select a.attname::text from unnest(k.conkey) with ordinality as c(attnum, place)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.attnum order by place) as columns
      from pg_constraint k join pg_class s on s.oid = k.conrelid join pg_class t on t.oid = k.confrelid
      where contype = 'f' and s.relnamespace = 'public'::regnamespace`);
    const outside = (name: string) => name in OUTSIDE_TENANTS;
    const loose = keys.filter(
      ({ source, target, columns }) => !outside(source) && !outside(target) && !columns.includes("tenant_id"),
    );
    expect(loose.map(({ constraint }) => constraint)).toEqual([]);
  });
});

describe("the roles that requests and jobs take", () => {
  test("cannot log in, bypass a policy, own a table or make one", async () => {
    for (const role of [tenantRole, systemRole]) {
      expect(
        await query(
          `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication,
             has_schema_privilege(rolname, 'public', 'create') as creates
           from pg_roles where rolname = $1`,
          [role],
        ),
      ).toEqual([
        {
          rolsuper: false,
          rolbypassrls: false,
          rolcanlogin: false,
          rolcreaterole: false,
          rolcreatedb: false,
          rolreplication: false,
          creates: false,
        },
      ]);
      expect((await tables()).filter(({ owner }) => owner === role)).toEqual([]);
      const memberships = `select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1`;
      expect(await query(memberships, [role])).toEqual([]);
    }
  });

  test("leave a workspace's request nothing of people's secrets, and no way to rewrite history", async () => {
    const granted = async (table: string, privilege: "SELECT" | "INSERT" | "UPDATE") => {
      const question = "select has_any_column_privilege($1, $2, $3) as held";
      return (await query<{ held: boolean }>(question, [tenantRole, table, privilege]))[0]?.held;
    };
    for (const table of Object.keys(OUTSIDE_TENANTS).filter((name) => name !== "users"))
      for (const privilege of ["SELECT", "INSERT", "UPDATE"] as const)
        expect(await granted(table, privilege), `${privilege} on ${table}`).toBe(false);
    for (const table of ["audit_log", "audit_heads", "metric_snapshots"])
      expect(await granted(table, "UPDATE"), table).toBe(false);
    const deletable = `select name from unnest(array['audit_log', 'audit_heads', 'metric_snapshots']) as name
      where has_table_privilege($1, name, 'DELETE, TRUNCATE')`;
    expect(await query(deletable, [tenantRole])).toEqual([]);
  });

  test("see nothing at all when no workspace is set", async () => {
    await aWorkspace();
    const connection = await state.database.connect();
    try {
      await connection.query(`begin; set local role ${tenantRole}`);
      for (const { name } of await tenantTables()) {
        const { rows } = await connection.query(`select count(*)::int as seen from ${name}`);
        expect(rows, name).toEqual([{ seen: 0 }]);
      }
    } finally {
      await connection.query("rollback");
      connection.release();
    }
  });
});
