import { type ChildProcess, spawn } from "node:child_process";
import type { ServerResponse } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { idToUuid, newId } from "@/kernel/ids";
import { listen, serve } from "@/testing/server";
import type { Random } from "./random";

/** A request to publish as the network saw it: from which process, and when. */
export interface Sent {
  place: string;
  pid: number;
  at: number;
}

/** A network that keeps what it takes, dedupes under `/keyed/`, and now and then lets nobody hear its answer. */
export async function aNetwork(random: Random, isCalm: () => boolean) {
  const [taken, sent]: [string[], Sent[]] = [[], []];
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
    sent.push({ place, pid: Number(request.headers["x-process"]), at: Date.now() });
    if (place.startsWith("/searched/") || !taken.includes(place)) taken.push(place);
    answer(response);
  });
  return { url: server.url, close: server.close, taken, sent };
}

/** One address for a cluster that comes back on another port each time it was killed; counts whom it has no room for. */
export async function aDoor(portOf: () => number) {
  const door = { refusals: 0 };
  const server = await serve(
    createServer((socket) => {
      const behind = connect(portOf(), "127.0.0.1");
      const shut = () => void (socket.destroy(), behind.destroy());
      for (const end of [socket, behind]) end.on("error", shut).on("close", shut);
      behind.on("data", (chunk) => {
        if (chunk.includes("\0C53300\0")) door.refusals += 1;
      });
      socket.pipe(behind).pipe(socket);
    }),
  );
  return Object.assign(door, { port: server.port, close: server.close });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function asClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const writePost = async (client: pg.Client, tenant: string, network: string, due: Date) => {
  const delivery = newId("delivery");
  const [channel, post, variant] = (["channel", "post", "variant"] as const).map((entity) =>
    idToUuid(entity, newId(entity)),
  );
  await client.query(
    "insert into channels (id, tenant_id, network, external_id, name, handle, state) values ($1, $2, $3, ($1::uuid)::text, 'R', 'r', 'active')",
    [channel, tenant, network],
  );
  await client.query(
    "insert into posts (id, tenant_id, body, language, state, publish_at) values ($1, $2, 'real', 'en', 'scheduled', $3)",
    [post, tenant, due],
  );
  await client.query("insert into variants (id, tenant_id, post_id, channel_id) values ($1, $2, $3, $4)", [
    ...[variant, tenant, post, channel],
  ]);
  await client.query(
    `insert into deliveries (id, tenant_id, post_id, variant_id, channel_id, network, publish_at, due_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $7, 'scheduled')`,
    [idToUuid("delivery", delivery), tenant, post, variant, channel, network, due],
  );
  return delivery;
};

/** Posts that fall due one after the other; where each belongs on its network, by its delivery. */
export const seedPosts = (url: string, count: number, overMs: number): Promise<Map<string, string>> =>
  asClient(url, async (client) => {
    const places = new Map<string, string>();
    const tenant = idToUuid("workspace", newId("workspace"));
    await client.query("insert into workspaces (id, name, slug) values ($1, 'Real', 'real')", [tenant]);
    const from = Date.now();
    for (let index = 0; index < count; index++) {
      const network = index % 2 === 0 ? "keyed" : "searched";
      const delivery = await writePost(client, tenant, network, new Date(from + (index / count) * overMs));
      places.set(idToUuid("delivery", delivery), `/${network}/${delivery}`);
    }
    return places;
  });

/** The state of every delivery. */
export const statesIn = (url: string): Promise<Map<string, string>> =>
  asClient(url, async (client) => {
    const { rows } = await client.query<{ id: string; state: string }>("select id, state from deliveries");
    return new Map(rows.map(({ id, state }) => [id, state]));
  });

/** Start a process of the product. Resolves once it takes work, or was killed before that. */
export async function aWorker(databaseUrl: string, networkUrl: string): Promise<ChildProcess> {
  const root = join(import.meta.dirname, "../../..");
  const marker = ["--import", "tsx", "--import", join(root, "bench/server-marker.mjs")];
  const script = join(import.meta.dirname, "worker-child.ts");
  const child = spawn(process.execPath, [...marker, script, databaseUrl, networkUrl], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code, signal) =>
      signal ? resolve() : reject(new Error(`The worker ended with ${code}`)),
    );
  });
  return child;
}

/**
 * Another program takes every connection that the cluster has, also those that the product held until now, and keeps
 * them for `ms`: whoever asks for one meanwhile is told `53300`. Returns how many it took.
 */
export async function crowdOut({ url, adminUrl }: { url: string; adminUrl: string }, ms: number) {
  const taken: pg.Client[] = [];
  const takeAll = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      try {
        await client.connect();
      } catch (error) {
        await client.end().catch(() => undefined);
        if ((error as { code?: string }).code === "53300") return;
        throw error;
      }
      taken.push(client);
    }
  };
  const dropOthers = (admin: pg.Client) =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'publify' and not pid = any($1)",
      [taken.map((client) => (client as unknown as { processID: number }).processID)],
    );
  await asClient(adminUrl, async (admin) => {
    // Whoever is quicker has the room that one leaves; in the end it is this program.
    for (const end = Date.now() + ms; Date.now() < end; await pause(50)) {
      await takeAll();
      await dropOthers(admin);
    }
  });
  await Promise.all(taken.map((client) => client.end()));
  return taken.length;
}
