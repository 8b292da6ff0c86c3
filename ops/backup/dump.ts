import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { idFromUuid } from "../../src/kernel/ids";
import type { AuditHeadExport } from "../../src/modules/audit/schemas";
import type { Content } from "./manifest";

/** Sign-ins and one-time links: a restored one could be one that was revoked since, so people sign in again. */
const LEFT_OUT = ["sessions", "verifications"];

/** Tables of the product with the columns that can be written back; the executor's runs are alarm clocks, not data. */
export async function listTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
  );
  return rows;
}

/** A table and its columns as SQL names them. */
export const quoted = (client: pg.Client, { name, columns }: { name: string; columns: string[] }) => ({
  table: `public.${client.escapeIdentifier(name)}`,
  columns: columns.map((column) => client.escapeIdentifier(column)).join(", "),
});

type Dumped = Pick<Content, "takenAt" | "migrations" | "tables" | "sequences" | "auditHeads">;

async function dumpTable(client: pg.Client, folder: string, table: { name: string; columns: string[] }) {
  const { table: from, columns } = quoted(client, table);
  const path = `database/${table.name}.copy.gz`;
  const copy = client.query(copyTo(`copy (select ${columns} from ${from}) to stdout`));
  const hash = createHash("sha256");
  let bytes = 0;
  const measured = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(copy, createGzip(), measured, createWriteStream(join(folder, path), { mode: 0o600 }));
  return { ...table, rows: copy.rowCount, file: { path, bytes, sha256: hash.digest("hex") } };
}

async function readHeads(client: pg.Client): Promise<AuditHeadExport[]> {
  const { rows } = await client.query<{
    tenant: string;
    position: string;
    sequence: string;
    hash: string;
    signature: string;
  }>("select tenant_id as tenant, position, sequence, hash, signature from audit_heads order by tenant_id");
  return rows.map(({ tenant, position, sequence, ...rest }) => ({
    tenantId: idFromUuid("workspace", tenant),
    position: Number(position),
    sequence: Number(sequence),
    ...rest,
  }));
}

/** Read the whole database as it is at one instant, whoever writes meanwhile, into `folder`. Nobody waits for it. */
export async function dumpDatabase(url: string, folder: string): Promise<Dumped> {
  const client = new pg.Client({ connectionString: url, application_name: "publify backup" });
  await client.connect();
  try {
    await mkdir(join(folder, "database"), { recursive: true, mode: 0o700 });
    await client.query("begin isolation level repeatable read read only");
    const { rows: instants } = await client.query<{ now: Date }>("select clock_timestamp() as now");
    const { rows: migrations } = await client.query<{ hash: string }>(
      "select hash from drizzle.__drizzle_migrations order by created_at",
    );
    const tables: Content["tables"] = [];
    for (const table of await listTables(client))
      if (!LEFT_OUT.includes(table.name)) tables.push(await dumpTable(client, folder, table));
    const auditHeads = await readHeads(client);
    // Read last: a sequence that has moved on since only leaves a gap.
    const { rows: sequences } = await client.query<{ name: string; value: string }>(
      `select sequencename as name, last_value::text as value from pg_sequences
       where schemaname = 'public' and last_value is not null order by 1`,
    );
    await client.query("commit");
    const takenAt = (instants[0]?.now ?? new Date()).toISOString();
    return { takenAt, migrations: migrations.map(({ hash }) => hash), tables, sequences, auditHeads };
  } finally {
    await client.end();
  }
}
