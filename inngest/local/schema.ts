import type { Connect } from "./transactions";

/**
 * The executor's own tables, by version. Payloads are `json`, not `jsonb`: kept as written, and a text with
 * a NUL character, which `jsonb` refuses, must not stop a run.
 */
const VERSIONS: readonly string[] = [
  `
  create table inngest_local.event (
    id text primary key, name text not null, payload json not null, received_at timestamptz not null
  );
  create index event_received on inngest_local.event (received_at);

  create table inngest_local.run (
    id text primary key,
    function_id text not null,
    status text not null default 'active' check (status in ('active', 'completed', 'failed', 'cancelled')),
    events json not null,
    output json,
    pending text[] not null default '{}',
    race boolean not null default false,
    keys text[] not null default '{}',
    limits int[] not null default '{}',
    head_start_s int not null default 0,
    singleton text,
    parent_run text,
    parent_step text,
    created_at timestamptz not null,
    ended_at timestamptz
  );
  create index run_ended on inngest_local.run (ended_at) where ended_at is not null;
  create index run_singleton on inngest_local.run (singleton) where singleton is not null and ended_at is null;

  create table inngest_local.step (
    run_id text not null references inngest_local.run on delete cascade,
    id text not null,
    sequence bigint generated always as identity,
    outcome json not null,
    primary key (run_id, id)
  );

  -- One fencing token per lease, never used twice: job ids are.
  create sequence inngest_local.generation;

  create table inngest_local.job (
    id text primary key,
    run_id text references inngest_local.run on delete cascade,
    function_id text not null,
    step_id text,
    task json,
    ready_at timestamptz not null,
    attempt int not null default 0,
    losses int not null default 0,
    generation bigint not null default 0,
    lease_owner text,
    repeat boolean not null default false,
    keys text[] not null default '{}',
    limits int[] not null default '{}',
    parked_on text
  );
  create index job_ready on inngest_local.job (ready_at) where parked_on is null;
  create index job_run on inngest_local.job (run_id);
  create index job_leased on inngest_local.job (ready_at) where lease_owner is not null;
  create index job_parked on inngest_local.job (parked_on, ready_at) where parked_on is not null;

  create table inngest_local.pause (
    run_id text not null references inngest_local.run on delete cascade,
    step_id text not null,
    kind text not null check (kind in ('wait', 'cancel')),
    event_name text not null,
    condition text,
    match_value text,
    expires_at timestamptz,
    primary key (run_id, step_id)
  );
  create index pause_event on inngest_local.pause (event_name, match_value);

  create table inngest_local.cron (
    function_id text not null, expression text not null, next_at timestamptz not null,
    primary key (function_id, expression)
  );

  create table inngest_local.buffer (
    id text primary key, function_id text not null, events json[] not null, opened_at timestamptz not null
  );

  create table inngest_local.quota (
    id text primary key, until timestamptz not null
  );
  create index quota_until on inngest_local.quota (until);
  `,
];

/** Create or upgrade the executor's tables; safe when several processes boot at the same moment. */
export async function prepareSchema(connect: Connect): Promise<void> {
  const connection = await connect();
  try {
    await connection.query("begin");
    await connection.query("select pg_advisory_xact_lock(hashtextextended('inngest_local schema', 0))");
    // A session that looked for the schema in vain remembers so until it opens a table: `if not exists` alone would fail.
    const found = await connection.query("select from pg_namespace where nspname = 'inngest_local'");
    if (found.rows.length === 0) await connection.query("create schema inngest_local");
    await connection.query("create table if not exists inngest_local.version (number int not null)");
    const { rows } = await connection.query("select max(number) as number from inngest_local.version");
    const current = Number(rows[0]?.number ?? 0);
    for (const [index, statements] of VERSIONS.entries()) {
      if (index < current) continue;
      await connection.query(statements);
      await connection.query("insert into inngest_local.version values ($1)", [index + 1]);
    }
    await connection.query("commit");
  } catch (error) {
    await connection.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}
