import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getDatabase, setDatabase } from "@/db/client";
import { emit } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { idToUuid, newId } from "@/kernel/ids";
import { hourMs } from "@/kernel/time";
import { createSiteChannel } from "@/modules/channels/commands/create-site";
import { getEnv } from "@/platform/env";
import { type EmbeddedExecutor, setEmbeddedExecutor } from "@/platform/inngest";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { listen, type TestServer } from "@/testing/server";
import { getDoctorReport, probeTimeoutMs } from "./queries";
import { PROBES, type ProbeKey } from "./schemas";

const own = useDatabase();
useEnvironment();

const idle = { lagMs: 0, running: 0, ready: 0, parked: 0, waiting: 1, failedLastDay: 2 };
const executor = (stats: EmbeddedExecutor["stats"]): EmbeddedExecutor => ({ transport: fetch, stats });

let health: TestServer;
let folder = "";
beforeAll(async () => {
  health = await listen((_, response) => response.end("{}"));
  folder = mkdtempSync(join(tmpdir(), "publify-doctor-"));
});
afterAll(async () => {
  await health.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  Object.assign(getEnv(), {
    appUrl: health.url,
    dataFolder: folder,
    database: { ...getEnv().database, url: own.url },
  });
  setEmbeddedExecutor(executor(async () => idle));
});
afterEach(() => {
  setEmbeddedExecutor(null);
  setDatabase(own.database);
});

async function examine(ctx: WorkspaceCtx) {
  const report = await getDoctorReport(ctx);
  const probe = (key: ProbeKey) => {
    const found = report.probes.find((one) => one.key === key);
    return {
      ...found,
      fact: Object.fromEntries((found?.facts ?? []).map(({ name, value }) => [name, value])),
    };
  };
  return { report, probe };
}

describe("the doctor", () => {
  test("tells what each service runs on, in order, from what it measured", async () => {
    const { report, probe } = await examine(await aWorkspace());
    expect(report.probes.map(({ key }) => key)).toEqual([...PROBES]);
    expect(probe("database")).toMatchObject({
      status: "ok",
      fact: { version: expect.stringMatching(/^PostgreSQL \d+/), latency: expect.any(Number) },
    });
    expect(probe("clock").fact.skew).toBeLessThan(1_000);
    expect(probe("jobs")).toMatchObject({
      status: "ok",
      runsOn: "embedded",
      fact: { waiting: 1, failedLastDay: 2 },
    });
    expect(probe("cache")).toMatchObject({ status: "ok", runsOn: "memory" });
    expect(probe("files").fact.free).toBeGreaterThan(0);
    expect(probe("mail")).toMatchObject({ runsOn: "inbox" });
    expect(probe("address")).toMatchObject({ problem: "address_local", fact: { answers: true } });
    expect(probe("backup")).toMatchObject({ status: "unknown", fact: { finishedAt: null } });
    expect(probe("antivirus").status).toBe("off");
    expect(report.checklist.filter(({ done }) => done)).toEqual([]);
  });

  test("counts what is overdue, what comes next, and what waits to be told", async () => {
    const ctx = await aWorkspace();
    const { channelId } = await inTransaction(ctx, createSiteChannel);
    const now = ctx.clock.now().getTime();
    const [tenant, channel] = [idToUuid("workspace", ctx.tenantId), idToUuid("channel", channelId)];
    const deliver = async (state: string, at: number) => {
      const post = idToUuid("post", newId("post"));
      await getDatabase().db.execute(
        sql`insert into posts (id, tenant_id, language) values (${post}, ${tenant}, 'en')`,
      );
      const due = new Date(at).toISOString();
      await getDatabase().db.execute(
        sql`insert into deliveries (id, tenant_id, post_id, channel_id, network, publish_at, due_at, state)
          values (${idToUuid("delivery", newId("delivery"))}, ${tenant}, ${post}, ${channel}, 'site', ${due}, ${due}, ${state})`,
      );
    };
    await deliver("scheduled", now - hourMs);
    await deliver("scheduled", now + hourMs);
    await deliver("held", now - 2 * hourMs);
    await inTransaction(ctx, (tx) => emit(tx, { name: "test.happened", data: {} }));
    const { probe } = await examine(ctx);
    expect(probe("deliveries")).toMatchObject({
      status: "warning",
      problem: "overdue",
      fact: { overdue: 1, held: 1, oldestDue: new Date(now - hourMs), nextDue: new Date(now + hourMs) },
    });
    expect(probe("outbox").fact.unsent).toBeGreaterThan(0);
  });

  test("names secrets whose key is gone", async () => {
    const ctx = await aWorkspace();
    const { channelId } = await inTransaction(ctx, createSiteChannel);
    await getDatabase().db.execute(
      sql`insert into channel_secrets (channel_id, tenant_id, sealed)
        values (${idToUuid("channel", channelId)}, ${idToUuid("workspace", ctx.tenantId)}, 'v1.k9.a.b.c')`,
    );
    const { probe } = await examine(ctx);
    expect(probe("secrets")).toMatchObject({
      status: "failed",
      problem: "secrets_unreadable",
      fact: { unreadable: 1, currentKey: "k1" },
    });
  });

  test("reads the last backup from its marker, and calls an unreadable marker no backup", async () => {
    const ctx = await aWorkspace();
    const file = join(folder, "last-backup.json");
    const finishedAt = new Date(Date.now() - hourMs);
    writeFileSync(file, JSON.stringify({ finishedAt }));
    expect((await examine(ctx)).probe("backup")).toMatchObject({ status: "ok", fact: { finishedAt } });
    writeFileSync(file, "{");
    expect((await examine(ctx)).probe("backup")).toMatchObject({ status: "unknown", problem: "backup_none" });
    rmSync(file);
  });

  test("answers in time with what it could learn when services fail or never answer", async () => {
    const ctx = await aWorkspace();
    Object.assign(getEnv(), {
      appUrl: "http://127.0.0.1:1",
      dataFolder: "/nowhere",
      smtpUrl: "smtp://127.0.0.1:1",
    });
    setEmbeddedExecutor(executor(() => new Promise(() => undefined)));
    const down = () => Promise.reject(new Error("connection refused"));
    setDatabase({ ...own.database, db: { execute: down } as never, connect: down });
    const started = Date.now();
    const { probe } = await examine(ctx);
    Object.assign(getEnv(), { smtpUrl: null });
    expect(Date.now() - started).toBeLessThan(probeTimeoutMs + 2_000);
    for (const key of ["database", "clock", "outbox", "deliveries", "files", "secrets"] as const)
      expect(probe(key)).toMatchObject({ status: "failed", problem: "error" });
    expect(probe("jobs")).toMatchObject({ status: "failed", problem: "timeout" });
    expect(probe("address")).toMatchObject({ status: "failed", problem: "address_silent" });
    expect(probe("mail")).toMatchObject({ status: "failed", problem: "not_listening" });
    expect(probe("cache").status).toBe("ok");
  });

  test("says that no executor runs in this process", async () => {
    setEmbeddedExecutor(null);
    const { probe } = await examine(await aWorkspace());
    expect(probe("jobs")).toMatchObject({ status: "failed", problem: "executor_missing" });
  });

  test("is for owners and admins", async () => {
    const ctx = await aWorkspace();
    await expect(examine(asRole(ctx, "editor"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(examine(asRole(ctx, "admin"))).resolves.toBeDefined();
  });
});
