import { PgBoss } from "pg-boss";
import type { PublishCall, PublishResult } from "@/networks/contract";
import { Ledger } from "./ledger";
import { type LedgerOptions, ledgerNetwork } from "./ledger-network";
import { FAULTS, KILL_POINTS } from "./points";
import { Random } from "./random";
import { VirtualClock } from "./virtual-clock";

/** What became of the same posts under somebody else's rule. */
export interface PeerReport {
  posts: number;
  duplicates: number;
  /** Not on the network in the end. */
  lost: number;
  /** Called failed, yet live. */
  wrong: number;
}

class Died extends Error {}

/** One network with the campaign's faults, and posts that are sent to it under a peer's rule. */
class Peer {
  readonly ledger = new Ledger();
  private readonly clock = new VirtualClock(Date.parse("2026-03-28T21:00:00Z"));
  private readonly publish: (call: PublishCall) => Promise<PublishResult>;

  constructor(private readonly random: Random) {
    const options: LedgerOptions = {
      ledger: this.ledger,
      // Neither peer gives a key or searches: each network is to them as one that cannot be asked.
      networkClass: "blind",
      clock: this.clock,
      nextFault: () => (random.chance(0.5) ? random.pick(FAULTS) : "none"),
      lookupFails: () => false,
      reach: async (point) => {
        if (random.chance(0.05) && point === random.pick(KILL_POINTS)) throw new Died();
      },
    };
    const network = ledgerNetwork(options);
    this.publish = (call) => network.publish(call);
  }

  call(id: string): Promise<PublishResult> {
    const content = { body: id, title: null, tags: [], media: [], settings: {}, language: "en" };
    return this.publish({
      content,
      dedupeKey: id,
      firstAttemptAt: this.clock.now(),
      under: null,
    } as unknown as PublishCall);
  }

  /** The process may also die between a network's answer and its own record. */
  dies(): boolean {
    return this.random.chance(0.03);
  }

  judge(states: ReadonlyMap<string, "published" | "failed">): PeerReport {
    const report: PeerReport = { posts: states.size, duplicates: 0, lost: 0, wrong: 0 };
    for (const [id, state] of states) {
      const copies = this.ledger.entries.filter((entry) => entry.deliveryId === id).length;
      if (copies > 1) report.duplicates += 1;
      if (copies === 0) report.lost += 1;
      if (copies > 0 && state === "failed") report.wrong += 1;
    }
    return report;
  }
}

const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);

/** "An unknown error: send it again, up to five times"; a process that died leaves its post to the next sweep. */
export async function playRepeatRule(posts: number, seed: number): Promise<PeerReport> {
  const peer = new Peer(new Random(seed));
  const states = new Map<string, "published" | "failed">();
  for (const id of idsOf(posts)) {
    for (let sweep = 0; sweep < 5 && !states.has(id); sweep++) {
      const ended = await fiveTimes(peer, id).catch((error) => {
        if (error instanceof Died) return null;
        throw error;
      });
      if (ended) states.set(id, ended);
    }
    if (!states.has(id)) states.set(id, "failed");
  }
  return peer.judge(states);
}

async function fiveTimes(peer: Peer, id: string): Promise<"published" | "failed"> {
  for (let tries = 0; tries < 5; tries++) {
    const { status } = await peer.call(id);
    if (status === "published") {
      if (peer.dies()) throw new Died();
      return "published";
    }
  }
  return "failed";
}

/** A plain pg-boss loop: fetch, publish, complete; what throws is tried again, what dies comes back when it expires. */
export async function playPgBoss(posts: number, seed: number, url: string): Promise<PeerReport> {
  const peer = new Peer(new Random(seed));
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  boss.on("error", () => undefined);
  await boss.start();
  const queue = "peer";
  await boss.createQueue(queue, { retryLimit: 5, retryDelay: 0, expireInSeconds: 1 });
  await boss.insert(
    queue,
    idsOf(posts).map((id) => ({ data: { id } })),
  );
  const states = new Map<string, "published" | "failed">(idsOf(posts).map((id) => [id, "failed"]));
  for (let idle = 0; idle < 3; ) {
    const jobs = await boss.fetch<{ id: string }>(queue, { batchSize: 20 });
    idle = jobs.length === 0 ? idle + 1 : 0;
    for (const job of jobs) await oneJob(boss, queue, peer, states, job);
    if (jobs.length === 0) await expire(boss, queue);
  }
  await boss.stop({ graceful: false });
  return peer.judge(states);
}

async function oneJob(
  boss: PgBoss,
  queue: string,
  peer: Peer,
  states: Map<string, "published" | "failed">,
  job: { id: string; data: { id: string } },
): Promise<void> {
  try {
    const { status } = await peer.call(job.data.id);
    if (status !== "published") {
      await boss.fail(queue, job.id);
      return;
    }
    if (peer.dies()) return;
    states.set(job.data.id, "published");
    await boss.complete(queue, job.id);
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

/** Let the jobs of dead workers come back, as time would. */
async function expire(boss: PgBoss, queue: string): Promise<void> {
  await boss
    .getDb()
    .executeSql("update pgboss.job set started_on = started_on - interval '1 hour' where state = 'active'");
  await boss.supervise(queue);
}
