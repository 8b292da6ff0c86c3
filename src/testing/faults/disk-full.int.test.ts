import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { eq, inArray } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { createApiKey } from "@/modules/apikeys/commands/keys";
import { uploadAsset } from "@/modules/media/commands/upload";
import { readAsset } from "@/modules/media/queries";
import { mediaRouter } from "@/modules/media/router";
import { assets } from "@/modules/media/tables";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { deliveries } from "@/modules/publishing/tables";
import type { Network, PublishCall } from "@/networks/contract";
import { type Storage, setStorage, storageOf } from "@/platform/storage";
import { signUrl } from "@/platform/storage-signing";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aNoisyPicture } from "@/testing/media";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { mayMount, useSmallDisk } from "@/testing/small-disk";
import { domainErrorOf } from "@/trpc/errors";
import { router } from "@/trpc/init";
import { createRestHandler } from "@/trpc/rest-handler";
import { VirtualClock } from "./virtual-clock";

useEnvironment();
const database = useDatabase();

/** A full disk is made of a small one, which only root may mount, where the machine lets it. */
const possible = mayMount();
const unlessImpossible = possible ? "" : " (left out: this process may not mount a disk)";

describe.skipIf(!possible)(`on a disk of two megabytes for files that is full${unlessImpossible}`, () => {
  const disk = useSmallDisk(2 * 1024 * 1024);
  const state: { storage?: Storage } = {};
  beforeAll(() => {
    const authSecret = "the secret of a test, long enough for anybody";
    const own = {
      appUrl: "http://publify.test",
      uploadThingToken: null,
      dataFolder: disk.folder,
      authSecret,
    };
    state.storage = storageOf(own);
    setStorage(state.storage);
  });
  afterEach(() => disk.empty());
  const kept = () =>
    readdirSync(disk.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "filling")
      .map(({ name }) => name);
  const rowsOf = ({ tenantId }: { tenantId: string }) =>
    getDatabase().db.$count(assets, eq(assets.tenantId, tenantId as never));
  const full = { code: "UNAVAILABLE", reason: "storage.full", retryAfterMs: minuteMs };

  test("an upload is refused for now, leaves no row and no half file, and works once there is room", async () => {
    const ctx = await aWorkspace();
    const file = { bytes: await aNoisyPicture(), fileName: "a.png", altText: "" };
    disk.fill(200_000);
    await expect(uploadAsset(ctx, file)).rejects.toMatchObject(full);
    expect([await rowsOf(ctx), kept()]).toEqual([0, []]);
    disk.empty();
    const asset = await uploadAsset(ctx, file);
    expect((await readAsset(ctx, asset.id)).length).toBe(asset.bytes);
    const before = kept();
    // Room for the picture, and none for its preview beside it.
    disk.fill(asset.bytes + 3 * 4_096);
    await expect(uploadAsset(ctx, file)).rejects.toMatchObject(full);
    expect([await rowsOf(ctx), kept()]).toEqual([1, before]);
  });

  test("the API answers 503 and says when to come back", async () => {
    const ctx = await aWorkspace();
    const { key } = await createApiKey(ctx, { name: "T", scopes: ["media:write"], lifetimeDays: null });
    const base64 = Buffer.from(await aNoisyPicture(300)).toString("base64");
    const send = () =>
      createRestHandler(router({ media: mediaRouter }))(
        new Request("http://localhost:3000/api/v1/media", {
          method: "POST",
          headers: { "x-api-key": key, "content-type": "application/json" },
          body: JSON.stringify({ base64, fileName: "a.png", altText: "" }),
        }),
      );
    disk.fill(100_000);
    const refused = await send();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(await refused.json()).toMatchObject({ reason: "storage.full" });
    disk.fill(0);
    expect((await send()).status).toBe(503);
    disk.empty();
    expect((await send()).status).toBe(201);
  });

  test("a browser is told 507, nothing of its file stays, and the same address takes it later", async () => {
    const { storage } = state;
    if (!storage?.standIn) throw new Error("There is no storage");
    const { standIn } = storage;
    const bytes = await aNoisyPicture(300);
    const key = await storage.keyOf("from a browser");
    const { apiKey } = JSON.parse(Buffer.from(storage.route.token, "base64").toString()) as {
      apiKey: string;
    };
    const facts = `x-ut-file-name=a.png&x-ut-file-size=${bytes.length}`;
    const address = signUrl(`${standIn.ingestUrl}/${key}?${facts}`, apiKey, Date.now() + minuteMs);
    const put = () => {
      const body = new FormData();
      body.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" }), "blob");
      return standIn.receive(new Request(address, { method: "PUT", body }), key, async () => new Response());
    };
    const before = kept();
    disk.fill(100_000);
    expect((await put()).status).toBe(507);
    expect(kept()).toEqual(before);
    disk.empty();
    expect((await put()).status).toBe(200);
  });
});

const tablespace = `small_${process.pid}`;

describe.skipIf(!possible)(`on a disk for deliveries that is full${unlessImpossible}`, () => {
  const disk = useSmallDisk(4 * 1024 * 1024);
  const asAdmin = async (...statements: string[]) => {
    const connectionString = Object.assign(new URL(inject("adminUrl")), {
      pathname: new URL(database.url).pathname,
    }).href;
    const client = new pg.Client({ connectionString });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const place = (space: string) =>
    ["deliveries", "attempts"].map((table) => `alter table ${table} set tablespace ${space}`);
  beforeAll(async () => {
    const folder = join(disk.folder, "postgres");
    mkdirSync(folder);
    // As root the cluster of the tests runs as nobody.
    const [uid = 0, gid = 0] = ["-u", "-g"].map((flag) => Number(spawnSync("id", [flag, "nobody"]).stdout));
    chownSync(folder, uid, gid);
    await asAdmin(`create tablespace ${tablespace} location '${folder}'`, ...place(tablespace));
  });
  afterEach(() => disk.empty());
  afterAll(() => asAdmin(...place("pg_default"), `drop tablespace ${tablespace}`));

  /** Posts that are due, each on a channel of its own. */
  async function dueOnes(clock: VirtualClock) {
    const ctx = await aWorkspace({ clock });
    const ids: Id<"post">[] = [];
    for (let index = 0; index < 12; index++) {
      const { id } = await aPost(ctx, [await aLabChannel(ctx)], `post ${index} ${"x".repeat(200)}`);
      await publishPostNow(ctx, { postId: id });
      ids.push(id);
    }
    const states = async () => {
      const rows = await getDatabase()
        .db.select({ state: deliveries.state })
        .from(deliveries)
        .where(inArray(deliveries.postId, ids));
      return [...new Set(rows.map(({ state }) => state))];
    };
    return { ctx, count: ids.length, states };
  }
  /** A network that can be searched by our key, and what it holds. */
  function aSearchable(onPublish: () => unknown) {
    const copies: string[] = [];
    const network: Network = {
      ...scripted([]),
      publish: async ({ dedupeKey }: PublishCall) => {
        copies.push(dedupeKey);
        onPublish();
        // Long, and never the same: what is written down of it fits in no page that is there already.
        const answer = { httpStatus: 200, body: randomBytes(5_000).toString("base64") };
        return { status: "published", externalId: dedupeKey, url: null, answer };
      },
      lookup: async ({ dedupeKey }: PublishCall) =>
        copies.includes(dedupeKey)
          ? { status: "found", externalId: dedupeKey, url: null, answer: { httpStatus: 200, body: null } }
          : { status: "absent", answer: { httpStatus: 404, body: null } },
    };
    return { network, copies };
  }
  /** Dispatch, and tell what Postgres refused with, how often. */
  const refusals = async (clock: VirtualClock, network: Network): Promise<string[]> => {
    const failed = await dispatchNow(clock, network).then(
      () => [],
      (error: Error) => (error instanceof AggregateError ? error.errors : [error]) as Error[],
    );
    return [...new Set(failed.map((error) => ((error.cause ?? error) as { code?: string }).code ?? ""))];
  };
  const goOn = async (clock: VirtualClock, network: Network) => {
    disk.empty();
    for (let round = 0; round < 4; round++) {
      await clock.pass(10 * minuteMs);
      await dispatchNow(clock, network);
    }
  };

  test("nothing leaves that could not be written down first, and all goes out once when there is room", async () => {
    const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
    const { ctx, count, states } = await dueOnes(clock);
    const { network, copies } = aSearchable(() => undefined);
    disk.fill();
    expect(await refusals(clock, network)).toEqual(["53100"]);
    expect(copies.length).toBeLessThan(count);
    const channelIds = await Promise.all(Array.from({ length: 30 }, () => aLabChannel(ctx)));
    const { id: postId } = await aPost(ctx, channelIds);
    const refused = await publishPostNow(ctx, { postId }).catch(domainErrorOf);
    expect(refused).toMatchObject({ code: "UNAVAILABLE", reason: "database.unavailable" });
    await goOn(clock, network);
    expect([new Set(copies).size, copies.length, await states()]).toEqual([count, count, ["published"]]);
  });

  test("what went out and could not be written down is found, and not sent again", async () => {
    const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
    const { count, states } = await dueOnes(clock);
    const trouble = { over: false };
    const { network, copies } = aSearchable(() => trouble.over || disk.fill());
    expect(await refusals(clock, network)).toEqual(["53100"]);
    expect(copies.length).toBeGreaterThan(0);
    trouble.over = true;
    await goOn(clock, network);
    expect([new Set(copies).size, copies.length, await states()]).toEqual([count, count, ["published"]]);
  });
});
