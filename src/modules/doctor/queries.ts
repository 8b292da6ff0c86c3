import "server-only";
import { and, count, eq, inArray, lte, min, sql } from "drizzle-orm";
import { type DatabaseFacts, readDatabaseFacts } from "@/db/describe";
import { readOutboxLag } from "@/db/outbox-queue";
import { type Ctx, inSystemTransaction } from "@/db/tx";
import { authorise } from "@/kernel/permissions";
import { secondMs } from "@/kernel/time";
import { channelSecrets } from "@/modules/channels/tables";
import { DUE_STATES } from "@/modules/publishing/policy";
import { deliveries } from "@/modules/publishing/tables";
import { getRedis } from "@/platform/cache";
import { type Env, getEnv } from "@/platform/env";
import { getEmbeddedExecutor } from "@/platform/inngest";
import { log } from "@/platform/log";
import { askHealth, freeBytes, isListening, lastBackupAt } from "@/platform/probes";
import {
  addressProblem,
  backupAgeMaxMs,
  checklistOf,
  type Finding,
  freeBytesMin,
  judge,
  lagMaxMs,
  probeOf,
  secretsProblem,
  skewMaxMs,
} from "./policy";
import { type Fact, PROBES, type ProbeKey, type Report } from "./schemas";

interface Patient {
  env: Env;
  now: Date;
  /** Asked once for two probes. */
  database: Promise<DatabaseFacts>;
}
type Examine = (patient: Patient) => Promise<Finding> | Finding;

const databaseHost = ({ database }: Env): string => new URL(database.url).hostname;

/** How long the page waits for one service; the others do not wait for it. */
export const probeTimeoutMs = 3 * secondMs;

const EXAMINE: Record<ProbeKey, Examine> = {
  database: async ({ env, database }) => {
    const facts = await database;
    const missing = facts.migrationsApplied < facts.migrationsKnown;
    return {
      ...judge(missing ? "migrations_missing" : null, "failed"),
      runsOn: env.database.driver === "neon" ? "Neon" : "PostgreSQL",
      facts: [
        { name: "version", kind: "text", value: facts.version },
        { name: "place", kind: "text", value: databaseHost(env) },
        { name: "latency", kind: "duration", value: facts.latencyMs },
        {
          name: "migrations",
          kind: "text",
          value: `${facts.migrationsApplied} / ${facts.migrationsKnown}`,
        },
      ],
    };
  },
  clock: async ({ database }) => {
    const { clockAheadMs } = await database;
    return {
      ...judge(Math.abs(clockAheadMs) > skewMaxMs ? "clock_skewed" : null),
      facts: [{ name: "skew", kind: "duration", value: Math.abs(clockAheadMs) }],
    };
  },
  jobs: async ({ env }) => {
    if (env.inngest) return { status: "ok", runsOn: "Inngest" };
    const executor = getEmbeddedExecutor();
    if (!executor) return { status: "failed", runsOn: "embedded", problem: "executor_missing" };
    const { lagMs, running, ready, waiting, failedLastDay } = await executor.stats();
    return {
      ...judge(lagMs > lagMaxMs ? "lagging" : null),
      runsOn: "embedded",
      facts: [
        { name: "lag", kind: "duration", value: lagMs },
        { name: "running", kind: "count", value: running },
        { name: "ready", kind: "count", value: ready },
        { name: "waiting", kind: "count", value: waiting },
        { name: "failedLastDay", kind: "count", value: failedLastDay },
      ],
    };
  },
  outbox: async ({ now }) => {
    const { unsent, lagMs } = await inSystemTransaction((db) => readOutboxLag(db, now));
    return {
      ...judge(lagMs > lagMaxMs ? "lagging" : null),
      facts: [
        { name: "unsent", kind: "count", value: unsent },
        { name: "lag", kind: "duration", value: lagMs },
      ],
    };
  },
  deliveries: async ({ now }) => {
    const { overdue, oldestDue, nextDue, held } = await readDeliveries(now);
    const late = oldestDue !== null && now.getTime() - oldestDue.getTime() > lagMaxMs;
    return {
      ...judge(late ? "overdue" : null),
      facts: [
        { name: "overdue", kind: "count", value: overdue },
        ...(oldestDue ? [{ name: "oldestDue", kind: "instant", value: oldestDue } satisfies Fact] : []),
        ...(nextDue ? [{ name: "nextDue", kind: "instant", value: nextDue } satisfies Fact] : []),
        { name: "held", kind: "count", value: held },
      ],
    };
  },
  cache: async ({ env }) => {
    const zero = performance.now();
    await getRedis().ping();
    return {
      status: "ok",
      runsOn: env.redis ? "Upstash Redis" : "memory",
      facts: [{ name: "latency", kind: "duration", value: performance.now() - zero }],
    };
  },
  files: async ({ env }) => {
    if (env.uploadThingToken) return { status: "ok", runsOn: "UploadThing" };
    const free = await freeBytes(env.dataFolder);
    return {
      ...judge(free < freeBytesMin ? "disk_low" : null),
      runsOn: "disk",
      facts: [{ name: "free", kind: "bytes", value: free }],
    };
  },
  mail: async ({ env }) => {
    if (!env.smtpUrl) return { status: "ok", runsOn: "inbox" };
    const { hostname, port, protocol } = new URL(env.smtpUrl);
    const listening = await isListening(
      hostname,
      Number(port || (protocol === "smtps:" ? 465 : 587)),
      probeTimeoutMs - 500,
    );
    return {
      ...judge(listening ? null : "not_listening", "failed"),
      runsOn: "SMTP",
      facts: [{ name: "place", kind: "text", value: hostname }],
    };
  },
  address: async ({ env }) => {
    const signal = AbortSignal.timeout(probeTimeoutMs - 500);
    const health = await askHealth(env.appUrl, signal).catch(() => null);
    const facts: Fact[] = [
      { name: "url", kind: "text", value: env.appUrl },
      { name: "answers", kind: "flag", value: health?.status === 200 },
      { name: "latency", kind: "duration", value: health?.latencyMs ?? null },
    ];
    if (health?.status !== 200) return { status: "failed", problem: "address_silent", facts };
    return { ...judge(addressProblem(env.appUrl)), facts };
  },
  secrets: async ({ env }) => {
    const held = env.encryptionKeys.map(({ id }) => id);
    const sealed = await readSealed();
    const { problem, unreadable, oldKey } = secretsProblem(sealed, held);
    return {
      ...judge(problem, unreadable > 0 ? "failed" : "warning"),
      facts: [
        { name: "keys", kind: "count", value: held.length },
        { name: "currentKey", kind: "text", value: held[0] ?? null },
        { name: "sealed", kind: "count", value: sealed.reduce((total, row) => total + row.count, 0) },
        { name: "oldKey", kind: "count", value: oldKey },
        { name: "unreadable", kind: "count", value: unreadable },
      ],
    };
  },
  backup: async ({ env, now }) => {
    const finishedAt = await lastBackupAt(env.dataFolder);
    const facts: Fact[] = [{ name: "finishedAt", kind: "instant", value: finishedAt }];
    if (!finishedAt) return { status: "unknown", problem: "backup_none", facts };
    const old = now.getTime() - finishedAt.getTime() > backupAgeMaxMs;
    return { ...judge(old ? "backup_old" : null), facts };
  },
  antivirus: () => ({ status: "off" }),
  monitoring: ({ env }) => ({
    status: env.metricsToken || env.otlpEndpoint ? "ok" : "off",
    facts: [
      { name: "metrics", kind: "flag", value: env.metricsToken !== null },
      { name: "traces", kind: "flag", value: env.otlpEndpoint !== null },
    ],
  }),
};

const readDeliveries = (now: Date) =>
  inSystemTransaction(async (db) => {
    const open = inArray(deliveries.state, [...DUE_STATES]);
    const [due] = await db
      .select({ overdue: count(), oldestDue: min(deliveries.dueAt) })
      .from(deliveries)
      .where(and(open, lte(deliveries.dueAt, now)));
    const [next] = await db
      .select({ nextDue: min(deliveries.dueAt) })
      .from(deliveries)
      .where(and(open, sql`${deliveries.dueAt} > ${now.toISOString()}::timestamptz`));
    const [waiting] = await db.select({ held: count() }).from(deliveries).where(eq(deliveries.state, "held"));
    return {
      overdue: due?.overdue ?? 0,
      oldestDue: due?.oldestDue ?? null,
      nextDue: next?.nextDue ?? null,
      held: waiting?.held ?? 0,
    };
  });

/** How many channel secrets each key sealed; the key's id stands in the envelope in clear. */
const readSealed = () =>
  inSystemTransaction((db) => {
    const keyId = sql<string>`split_part(${channelSecrets.sealed}, '.', 2)`;
    return db.select({ keyId, count: count() }).from(channelSecrets).groupBy(keyId);
  });

async function examine(key: ProbeKey, patient: Patient) {
  const late = new Promise<Finding>((resolve) => {
    setTimeout(resolve, probeTimeoutMs, { status: "failed", problem: "timeout" }).unref();
  });
  const found = (async () => EXAMINE[key](patient))().catch((error: unknown): Finding => {
    log().warn({ error, probe: key }, "a doctor's probe failed");
    return { status: "failed", problem: "error" };
  });
  return probeOf(key, await Promise.race([found, late]));
}

/** How the product stands: what each service runs on, what was measured just now, what production still lacks. */
export async function getDoctorReport(ctx: Ctx): Promise<Report> {
  authorise(ctx, "doctor.read");
  const env = getEnv();
  const now = ctx.clock.now();
  const database = readDatabaseFacts();
  // Both probes that wait for it tell of its failure.
  database.catch(() => undefined);
  const [backupAt, probes] = await Promise.all([
    lastBackupAt(env.dataFolder),
    Promise.all(PROBES.map((key) => examine(key, { env, now, database }))),
  ]);
  const setting = {
    appUrl: env.appUrl,
    databaseHost: databaseHost(env),
    inngest: env.inngest !== null,
    redis: env.redis !== null,
    uploads: env.uploadThingToken !== null,
    smtp: env.smtpUrl !== null,
    push: env.push !== null,
    metrics: env.metricsToken !== null,
    backupAt,
  };
  return {
    checkedAt: now,
    embedded: env.embedded,
    runtime: `Node ${process.versions.node}`,
    probes,
    checklist: checklistOf(setting, now),
  };
}

/** What waits now, whatever the workspace, for the scrape of the metrics. */
export const measureBacklog = (now: Date): Promise<{ oldestDueMs: number; unconfirmed: number }> =>
  inSystemTransaction(async (db) => {
    const [due] = await db
      .select({ oldest: min(deliveries.dueAt) })
      .from(deliveries)
      .where(and(inArray(deliveries.state, [...DUE_STATES]), lte(deliveries.dueAt, now)));
    const unsure = eq(deliveries.state, "unconfirmed");
    const [open] = await db.select({ unconfirmed: count() }).from(deliveries).where(unsure);
    return {
      oldestDueMs: due?.oldest ? now.getTime() - due.oldest.getTime() : 0,
      unconfirmed: open?.unconfirmed ?? 0,
    };
  });
