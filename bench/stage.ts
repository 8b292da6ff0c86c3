import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import pg from "pg";
import { type Database, openDatabase, setDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { type Id, idToUuid, newId } from "@/kernel/ids";
import type { Network } from "@/networks/contract";
import { parseEnv } from "@/platform/env";
import { labBase } from "@/testing/lab-network";

/** A cluster of its own with the product's schema, durable as in production, and a bare pool for the peers. */
export interface Stage {
  url: string;
  database: Database;
  pool: pg.Pool;
  /** What a product on another's database must be given. */
  secrets: { AUTH_SECRET: string; ENCRYPTION_KEYS: string };
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const server = await startEmbeddedPostgres({
    folder: join(mkdtempSync(join(tmpdir(), "publify-bench-")), "postgres"),
  });
  await migrateDatabase(server.url, join(import.meta.dirname, "../drizzle"));
  const database = openDatabase({ url: server.url, driver: "pg", poolMax: 20 });
  setDatabase(database);
  const secrets = {
    AUTH_SECRET: randomUUID() + randomUUID(),
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  };
  (globalThis as unknown as { publifyEnv?: unknown }).publifyEnv = parseEnv({
    NODE_ENV: "test",
    APP_URL: "http://localhost:3000",
    PUBLIFY_EMBEDDED: "true",
    DATABASE_URL: server.url,
    ...secrets,
    LOG_LEVEL: "silent",
  });
  const pool = new pg.Pool({ connectionString: server.url, max: 20 });
  pool.on("error", () => undefined);
  return {
    url: server.url,
    database,
    pool,
    secrets,
    close: async () => {
      await pool.end();
      await database.close();
      await server.destroy();
    },
  };
}

export interface Tenants {
  workspaces: { tenantId: Id<"workspace">; channelIds: Id<"channel">[] }[];
}

/** Workspaces with `channels` connected accounts each, on a network of the bench. */
export async function seedTenants({ database }: Stage, tenants: number, channels: number): Promise<Tenants> {
  const workspaces = Array.from({ length: tenants }, () => ({
    tenantId: newId("workspace"),
    channelIds: Array.from({ length: channels }, () => newId("channel")),
  }));
  const rows = workspaces.flatMap(({ tenantId, channelIds }) =>
    channelIds.map((id) => ({ id: idToUuid("channel", id), tenant: idToUuid("workspace", tenantId) })),
  );
  await database.db.execute(sql`
    insert into workspaces (id, name, slug) select distinct tenant, 'Bench', tenant::text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, tenant uuid)`);
  await database.db.execute(sql`
    insert into channels (id, tenant_id, network, external_id, name, handle, state)
    select id, tenant, 'bench', id::text, 'Bench', 'bench', 'active'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, tenant uuid)`);
  return { workspaces };
}

const manyRows = 1_000;

/** Count the tables again after many rows; after few Postgres would not either, and each count makes every connection read the catalogue anew. */
async function analyse(stage: Stage, added: number): Promise<void> {
  if (added >= manyRows) await stage.database.db.execute(sql`analyze posts, variants, deliveries, attempts`);
}

/** Scheduled posts with one delivery each, spread over the tenants' channels; `dueAt` gives each its instant. */
export async function seedDeliveries(
  stage: Stage,
  { workspaces }: Tenants,
  count: number,
  dueAt: (index: number) => Date,
): Promise<void> {
  const targets = workspaces.flatMap(({ tenantId, channelIds }) =>
    channelIds.map((channelId) => ({ tenantId, channelId })),
  );
  for (let from = 0; from < count; from += 2_000) {
    const rows = Array.from({ length: Math.min(2_000, count - from) }, (_, offset) => {
      const target = targets[(from + offset) % targets.length];
      if (!target) throw new Error("There are no channels");
      return {
        post: idToUuid("post", newId("post")),
        variant: idToUuid("variant", newId("variant")),
        delivery: idToUuid("delivery", newId("delivery")),
        tenant: idToUuid("workspace", target.tenantId),
        channel: idToUuid("channel", target.channelId),
        due: dueAt(from + offset),
      };
    });
    await stage.database.db.execute(sql`
      with x as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x(post uuid, variant uuid, delivery uuid, tenant uuid, channel uuid, due timestamptz)),
      p as (insert into posts (id, tenant_id, body, language, state, publish_at)
        select post, tenant, 'A post of the bench, about as long as posts are.', 'en', 'scheduled', due from x),
      v as (insert into variants (id, tenant_id, post_id, channel_id) select variant, tenant, post, channel from x)
      insert into deliveries (id, tenant_id, post_id, variant_id, channel_id, network, publish_at, due_at, state)
      select delivery, tenant, post, variant, channel, 'bench', due, due, 'scheduled' from x`);
    // At first and at last: the checks of foreign keys are planned by what is known of these tables.
    if (from === 0 || from + 2_000 >= count) await analyse(stage, count);
  }
}

/** A network that accepts at once: what remains is the engine. `onPublish` hears of each call. */
export const benchNetwork = (onPublish: (deliveryKey: string) => void = () => undefined): Network => ({
  ...labBase,
  key: "bench",
  connect: { type: "none" },
  test: async () => ({ status: "ok", capabilities: null }),
  publish: async ({ dedupeKey }) => {
    onPublish(dedupeKey);
    return { status: "published", externalId: dedupeKey, url: null, answer: { httpStatus: 200, body: null } };
  },
});

/** One post that goes to every channel of the first workspace, due now. Returns the ids of its deliveries. */
export async function seedFanOut(stage: Stage, { workspaces }: Tenants): Promise<Id<"delivery">[]> {
  const [workspace] = workspaces;
  if (!workspace) throw new Error("There is no workspace");
  const { tenantId, channelIds } = workspace;
  const ids = channelIds.map(() => newId("delivery"));
  const [tenant, post] = [idToUuid("workspace", tenantId), idToUuid("post", newId("post"))];
  const rows = channelIds.map((channelId, index) => ({
    delivery: idToUuid("delivery", ids[index] ?? ""),
    variant: idToUuid("variant", newId("variant")),
    channel: idToUuid("channel", channelId),
  }));
  await stage.database.db.execute(sql`
    insert into posts (id, tenant_id, body, language, state, publish_at)
    values (${post}, ${tenant}, 'One post for everybody.', 'en', 'scheduled', now())`);
  await stage.database.db.execute(sql`
    with x as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(delivery uuid, variant uuid, channel uuid)),
    v as (insert into variants (id, tenant_id, post_id, channel_id)
      select variant, ${tenant}::uuid, ${post}::uuid, channel from x)
    insert into deliveries (id, tenant_id, post_id, variant_id, channel_id, network, publish_at, due_at, state)
    select delivery, ${tenant}::uuid, ${post}::uuid, variant, channel, 'bench', now(), now(), 'scheduled' from x`);
  await analyse(stage, ids.length);
  return ids;
}
