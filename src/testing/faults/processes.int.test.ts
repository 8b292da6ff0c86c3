import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { aDoor, aNetwork, aWorker, crowdOut, seedPosts, statesIn } from "./process-world";
import { Random } from "./random";

/** Real processes, a real cluster and `kill -9`: minutes of real time, so only `npm run test:faults` plays it. */
const wanted = inject("faultsOnProcesses");
const posts = 320;
const troubleMs = 130_000;
const calmMs = 240_000;
const crowdMs = 8_000;
const troubles = ["kill", "deploy", "database", "deploy", "crowd", "kill", "deploy"] as const;
const story = [...troubles, ...troubles.toReversed()];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** A cluster that can be killed and comes back, with a door in front of it. */
async function aCluster() {
  const home = mkdtempSync(join(tmpdir(), "publify-real-"));
  // Postgres may run as somebody else, who must be able to enter.
  chmodSync(home, 0o755);
  const folder = join(home, "postgres");
  const state: { now: EmbeddedPostgres } = { now: await startEmbeddedPostgres({ folder }) };
  ends.push(() => state.now.destroy());
  await migrateDatabase(state.now.url, join(import.meta.dirname, "../../../drizzle"));
  const door = await aDoor(() => Number(new URL(state.now.url).port));
  ends.push(door.close);
  const restart = async () => {
    const [pid] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGKILL");
    state.now = await startEmbeddedPostgres({ folder });
  };
  const behindDoor = Object.assign(new URL(state.now.url), { port: String(door.port) }).href;
  return { state, door, restart, behindDoor };
}

/** What became of a worker that was asked to stop, as a deploy asks it. */
interface Stopped {
  pid: number;
  askedAt: number;
  /** It still ran when the new one was ready. */
  besideNew: boolean;
  ended: Promise<number | null>;
}

/** Two workers of the product: one is killed and replaced, or gives way to a new one that starts beside it. */
class Crew {
  readonly stopped: Stopped[] = [];
  private readonly workers: ChildProcess[] = [];

  constructor(
    private readonly random: Random,
    private readonly start: () => Promise<ChildProcess>,
  ) {
    ends.push(() => this.workers.forEach((worker) => void worker.kill("SIGKILL")));
  }

  async hire(): Promise<void> {
    this.workers.push(await this.start());
  }

  async kill(): Promise<void> {
    this.take()?.kill("SIGKILL");
    await this.hire();
  }

  async deploy(): Promise<void> {
    const old = this.take();
    if (!old?.pid) throw new Error("There is nobody to stop");
    const ended = new Promise<number | null>((resolve) => old.once("exit", resolve));
    ends.push(() => old.kill("SIGKILL"));
    // The new one starts first; which of them is quicker, to come up or to end, is left to the machine.
    const hired = this.hire();
    old.kill("SIGTERM");
    const askedAt = Date.now();
    await hired;
    this.stopped.push({ pid: old.pid, askedAt, besideNew: old.exitCode === null, ended });
  }

  private take(): ChildProcess | undefined {
    return this.workers.splice(this.random.below(this.workers.length), 1)[0];
  }
}

const isOpen = (state: string) => state !== "published" && state !== "needs_attention";

test.runIf(wanted)(
  "real workers and a real database, killed, replaced and crowded out again and again, lose nothing and send nothing twice",
  { timeout: 900_000 },
  async () => {
    const random = new Random(7);
    const { state, door, restart, behindDoor } = await aCluster();
    let calm = false;
    const network = await aNetwork(random, () => calm);
    ends.push(network.close);
    const crew = new Crew(random, () => aWorker(behindDoor, network.url));
    await Promise.all([crew.hire(), crew.hire()]);
    const places = await seedPosts(state.now.url, posts, troubleMs);
    const counts = { kill: 0, deploy: 0, database: 0, crowd: 0 };
    for (const trouble of story) {
      await pause(1_000 + random.below(2_000));
      counts[trouble] += 1;
      if (trouble === "database") await restart();
      else if (trouble === "crowd") await crowdOut(state.now, crowdMs);
      else await crew[trouble]();
    }
    calm = true;
    let states = await statesIn(state.now.url);
    for (const end = Date.now() + calmMs; Date.now() < end && [...states.values()].some(isOpen); ) {
      await pause(2_000);
      states = await statesIn(state.now.url);
    }
    const codes = await Promise.all(crew.stopped.map(({ ended }) => ended));
    const report = {
      ...{ posts, ...counts, duplicates: 0, lost: 0, wrong: 0, refusedConnections: door.refusals },
      besideNew: crew.stopped.filter(({ besideNew }) => besideNew).length,
      endedOrderly: codes.filter((code) => code === 0).length,
      begunWhileStopping: crew.stopped.map(
        ({ pid, askedAt }) => network.sent.filter((call) => call.pid === pid && call.at > askedAt).length,
      ),
    };
    for (const [id, place] of places) {
      const copies = network.taken.filter((one) => one === place).length;
      const found = states.get(id) ?? "gone";
      if (copies > 1) report.duplicates += 1;
      if (copies === 0 || isOpen(found)) report.lost += 1;
      if (found === "needs_attention") report.wrong += 1;
    }
    process.stdout.write(`real processes: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ duplicates: 0, lost: 0, wrong: 0, endedOrderly: counts.deploy });
    expect(report.refusedConnections).toBeGreaterThan(0);
  },
);
