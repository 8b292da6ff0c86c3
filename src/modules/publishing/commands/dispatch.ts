import "server-only";
import { inSystemTransaction } from "@/db/tx";
import { type Claim, claimDue, claimFairly } from "./claim";
import { InFlight, perChannelMax } from "./inflight";
import type { DispatchOptions } from "./options";
import { Worker } from "./work";

export interface DispatchReport {
  claimed: number;
  settled: number;
}

const lookaheadDefaultMs = 2_000;
const inFlightMax = 2_000;

/**
 * Publish everything that is due, and what falls due within the look-ahead, until nothing is left or `until` has passed.
 * A delivery whose handling fails stops no other; its lease ends, and it is claimed again.
 * @throws AggregateError of those failures, once all the rest is done.
 */
export async function dispatch(options: DispatchOptions): Promise<DispatchReport> {
  const { clock, until } = options;
  const report: DispatchReport = { claimed: 0, settled: 0 };
  const failures: unknown[] = [];
  const flight = new InFlight();
  const worker = new Worker(options, flight);
  const claim = claimer(options, flight);
  const start = (claims: readonly Claim[]) =>
    flight.follow(
      worker.process(claims).then((results) => {
        for (const result of results) {
          if (result.status === "rejected") failures.push(result.reason);
          else if (result.value) report.settled += 1;
        }
      }),
      (error) => failures.push(error),
    );
  try {
    while (clock.now() < until) {
      if (flight.count >= inFlightMax) {
        await flight.change();
        continue;
      }
      // Asked before the claim: what ends while it runs may free a channel, or let the part behind it go on.
      const [idle, changed] = [flight.count === 0, flight.change()];
      const claims = await claim();
      if (claims.length === 0) {
        if (idle) break;
        await changed;
        continue;
      }
      report.claimed += claims.length;
      flight.take(claims);
      start(claims);
    }
  } finally {
    await flight.ended();
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} deliveries could not be handled`);
  return report;
}

/** Claims in the order of their instants, or a few of each channel in turn while one channel has more than its share due. */
function claimer(
  { clock, checkpoint, batchSize = 100, lookaheadMs = lookaheadDefaultMs }: DispatchOptions,
  flight: InFlight,
) {
  let crowded = false;
  return async (): Promise<Claim[]> => {
    await checkpoint?.("before_claim");
    const now = clock.now();
    const horizon = new Date(now.getTime() + lookaheadMs);
    const input = { now, horizon, limit: batchSize };
    const claims = await inSystemTransaction((db) =>
      crowded ? claimFairly(db, { ...input, each: perChannelMax, busy: flight.busy() }) : claimDue(db, input),
    );
    await checkpoint?.("after_claim");
    const full = claims.length === batchSize;
    crowded = full && (crowded || flight.wouldCrowd(claims));
    return claims;
  };
}
