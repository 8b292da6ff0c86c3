import "server-only";
import { leaseMs } from "../policy";
import { claimDue, claimFairly } from "./claim";
import { InFlight, perChannelMax } from "./inflight";
import type { DispatchOptions } from "./options";
import { type Taken, Worker } from "./work";

export interface DispatchReport {
  claimed: number;
  settled: number;
}

const lookaheadDefaultMs = 2_000;
const beatMinMs = 500;
const inFlightMax = 2_000;
const batchDefault = 100;

/**
 * Publish everything that is due, and what falls due within the look-ahead, until nothing is left or `until` has passed.
 * A delivery whose handling fails stops no other; its lease ends, and it is claimed again.
 * @throws AggregateError of those failures, once all the rest is done.
 */
export async function dispatch(options: DispatchOptions): Promise<DispatchReport> {
  const { clock, until, batchSize = batchDefault, lookaheadMs = lookaheadDefaultMs } = options;
  const { beat = changeOrBeat, stopping } = options;
  const beatMs = Math.max(beatMinMs, lookaheadMs / 2);
  const report: DispatchReport = { claimed: 0, settled: 0 };
  const failures: unknown[] = [];
  const flight = new InFlight();
  const worker = new Worker(options, flight);
  const take = taker(options, flight, worker);
  const start = (taken: Taken) =>
    flight.follow(
      worker.process(taken).then((results) => {
        for (const result of results) {
          if (result.status === "rejected") failures.push(result.reason);
          else if (result.value) report.settled += 1;
        }
      }),
      (error) => failures.push(error),
    );
  try {
    while (clock.now() < until && !stopping?.aborted) {
      if (flight.count >= inFlightMax) {
        await flight.change();
        continue;
      }
      // Asked before the claim: what ends while it runs may free a channel, or let the part behind it go on.
      const [idle, changed] = [flight.count === 0, flight.change()];
      const taken = await take();
      const { claims } = taken;
      if (claims.length === 0 && idle) break;
      report.claimed += claims.length;
      if (taken.failure) failures.push(taken.failure);
      else if (claims.length > 0) {
        flight.take(claims);
        start(taken);
      }
      // Less than a batch was all there is for now. A call may take minutes: what falls due meanwhile is not its business.
      if (claims.length < batchSize && flight.count > 0) await beat(changed, beatMs);
    }
  } finally {
    await flight.ended();
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} deliveries could not be handled`);
  return report;
}

/** Resolves with `changed`, or after `beatMs` of real time: a matter of liveness, not of any instant. */
async function changeOrBeat(changed: Promise<void>, beatMs: number): Promise<void> {
  const beat = Promise.withResolvers<void>();
  const timer = setTimeout(beat.resolve, beatMs);
  await Promise.race([changed, beat.promise]);
  clearTimeout(timer);
}

/** Takes in the order of the instants, or a few of each channel in turn while one channel has more than its share due. */
function taker(
  { clock, checkpoint, batchSize = batchDefault, lookaheadMs = lookaheadDefaultMs }: DispatchOptions,
  flight: InFlight,
  worker: Worker,
) {
  let crowded = false;
  return async (): Promise<Taken> => {
    await checkpoint?.("before_claim");
    const now = clock.now();
    const horizon = new Date(now.getTime() + lookaheadMs);
    const input = { now, horizon, limit: batchSize };
    const busy = flight.busy();
    const taken = await worker.take(
      (db) => (crowded ? claimFairly(db, { ...input, each: perChannelMax, busy }) : claimDue(db, input)),
      new Date(Math.max(now.getTime(), horizon.getTime()) + leaseMs),
    );
    await checkpoint?.("after_claim");
    const full = taken.claims.length === batchSize;
    // What a busy channel has left is not known, so the turns end only once all were asked and had less than a batch.
    crowded = crowded ? full || busy.length > 0 : full && flight.wouldCrowd(taken.claims);
    return taken;
  };
}
