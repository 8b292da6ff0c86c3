import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { idToUuid, newId } from "@/kernel/ids";
import { listen, serve } from "@/testing/server";
import { Random } from "./random";

/** Real processes, a real cluster and `kill -9`: minutes of real time, so only `npm run test:faults` plays it. */
const wanted = inject("faultsOnProcesses");
const posts = 120;
const troubleMs = 30_000;
const calmMs = 150_000;
const victims = ["worker", "worker", "database", "worker", "worker", "database", "worker"] as const;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const children: ChildProcess[] = [];
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const end of ends.reverse()) await end();
});

/** A network that keeps what it takes, dedupes under `/keyed/`, and now and then lets nobody hear its answer. */
async function aNetwork(random: Random, isCalm: () => boolean) {
  const taken: string[] = [];
  const answer = (response: ServerResponse) => {
    if (isCalm() || random.chance(0.8)) response.writeHead(200).end("{}");
    // The rest is reset, or never answered at all.
    else if (random.chance(0.6)) response.destroy();
  };
  const server = await listen((request, response) => {
    const place = request.url ?? "";
    if (request.method === "GET") {
      response.writeHead(taken.includes(place) ? 200 : 404).end();
      return;
    }
    if (place.startsWith("/searched/") || !taken.includes(place)) taken.push(place);
    answer(response);
  });
  ends.push(server.close);
  return { url: server.url, taken };
}

/** One address for a cluster that comes back on another port each time it was killed. */
async function aDoor(portOf: () => number) {
  const door = await serve(
    createServer((socket) => {
      const behind = connect(portOf(), "127.0.0.1");
      const shut = () => void (socket.destroy(), behind.destroy());
      for (const end of [socket, behind]) end.on("error", shut).on("close", shut);
      socket.pipe(behind).pipe(socket);
    }),
  );
  ends.push(door.close);
  return door.port;
}

async function seed(url: string): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  const tenant = idToUuid("workspace", newId("workspace"));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("insert into workspaces (id, name, slug) values ($1, 'Real', 'real')", [tenant]);
  for (let index = 0; index < posts; index++) {
    const network = index % 2 === 0 ? "keyed" : "searched";
    const delivery = newId("delivery");
    const ids = (["channel", "post", "variant"] as const).map((entity) => idToUuid(entity, newId(entity)));
    const due = new Date(Date.now() + (index / posts) * troubleMs);
    places.set(idToUuid("delivery", delivery), `/${network}/${delivery}`);
    await client.query(
      "insert into channels (id, tenant_id, network, external_id, name, handle, state) values ($1, $2, $3, ($1::uuid)::text, 'R', 'r', 'active')",
      [ids[0], tenant, network],
    );
    await client.query(
      "insert into posts (id, tenant_id, body, language, state, publish_at) values ($1, $2, 'real', 'en', 'scheduled', $3)",
      [ids[1], tenant, due],
    );
    await client.query("insert into variants (id, tenant_id, post_id, channel_id) values ($1, $2, $3, $4)", [
      ids[2],
      tenant,
      ids[1],
      ids[0],
    ]);
    await client.query(
      `insert into deliveries (id, tenant_id, post_id, variant_id, channel_id, network, publish_at, due_at, state)
       values ($1, $2, $3, $4, $5, $6, $7, $7, 'scheduled')`,
      [idToUuid("delivery", delivery), tenant, ids[1], ids[2], ids[0], network, due],
    );
  }
  await client.end();
  return places;
}

async function aWorker(databaseUrl: string, networkUrl: string): Promise<ChildProcess> {
  const root = join(import.meta.dirname, "../../..");
  const marker = ["--import", "tsx", "--import", join(root, "bench/server-marker.mjs")];
  const script = join(import.meta.dirname, "worker-child.ts");
  const child = spawn(process.execPath, [...marker, script, databaseUrl, networkUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code, signal) => signal ?? reject(new Error(`The worker ended with ${code}`)));
  });
  return child;
}

const statesIn = async (url: string): Promise<Map<string, string>> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string; state: string }>("select id, state from deliveries");
  await client.end();
  return new Map(rows.map(({ id, state }) => [id, state]));
};

test.runIf(wanted)(
  "real workers and a real database, killed again and again, lose nothing and send nothing twice",
  { timeout: 400_000 },
  async () => {
    const random = new Random(7);
    const home = mkdtempSync(join(tmpdir(), "publify-real-"));
    // Postgres may run as somebody else, who must be able to enter.
    chmodSync(home, 0o755);
    const folder = join(home, "postgres");
    let cluster: EmbeddedPostgres = await startEmbeddedPostgres({ folder });
    ends.push(() => cluster.destroy());
    await migrateDatabase(cluster.url, join(import.meta.dirname, "../../../drizzle"));
    const places = await seed(cluster.url);
    let calm = false;
    const network = await aNetwork(random, () => calm);
    const door = await aDoor(() => Number(new URL(cluster.url).port));
    const behindDoor = Object.assign(new URL(cluster.url), { port: String(door) }).href;
    const workers = [await aWorker(behindDoor, network.url), await aWorker(behindDoor, network.url)];
    const kills = { workers: 0, database: 0 };
    for (const victim of victims) {
      await pause(1_500 + random.below(2_500));
      if (victim === "database") {
        const [pid] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
        process.kill(Number(pid), "SIGKILL");
        kills.database += 1;
        cluster = await startEmbeddedPostgres({ folder });
      } else {
        const index = random.below(workers.length);
        workers[index]?.kill("SIGKILL");
        kills.workers += 1;
        workers[index] = await aWorker(behindDoor, network.url);
      }
    }
    calm = true;
    const isOpen = (state: string) => state !== "published" && state !== "needs_attention";
    let states = await statesIn(cluster.url);
    for (const end = Date.now() + calmMs; Date.now() < end && [...states.values()].some(isOpen); ) {
      await pause(2_000);
      states = await statesIn(cluster.url);
    }
    const copiesOf = (place: string) => network.taken.filter((one) => one === place).length;
    const report = { posts, ...kills, duplicates: 0, lost: 0, wrong: 0 };
    for (const [id, place] of places) {
      const [copies, state] = [copiesOf(place), states.get(id) ?? "gone"];
      if (copies > 1) report.duplicates += 1;
      if (copies === 0 || isOpen(state)) report.lost += 1;
      if (state === "needs_attention") report.wrong += 1;
    }
    process.stdout.write(`real processes: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ duplicates: 0, lost: 0, wrong: 0 });
  },
);
