import "server-only";
import { inSystemTransaction } from "@/db/tx";
import type { WaitingClock } from "@/kernel/context";
import type { Network } from "@/networks/contract";
import type { HttpClient } from "@/platform/http";
import { type Claim, claimDue, claimFairly } from "./claim";
import { InFlight, perChannelMax } from "./inflight";
import type { Outcome } from "./settle";
import { Worker } from "./work";

/** Where the fault campaign may stop a worker dead, or freeze it past its lease. */
export const CHECKPOINTS = [
  "before_claim",
  "after_claim",
  "before_begin",
  "after_begin",
  "after_call",
  "before_settle",
  "after_settle",
] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number];

export interface DispatchOptions {
  clock: WaitingClock;
  http: HttpClient;
  networks: (key: string) => Network | undefined;
  traceId: string;
  /** No new claim after this instant. */
  until: Date;
  /** Claim this far ahead, to leave on the instant. */
  lookaheadMs?: number;
  batchSize?: number;
  /** Calls under way at most, over all channels. */
  concurrency?: number;
  /** 0 to 1; spreads retries. */
  random?: () => number;
  checkpoint?: (point: Checkpoint) => Promise<void>;
  /** Told of each written outcome and of how long after its due instant its call began. */
  onSettled?: (outcome: Outcome, lateMs: number) => void;
}

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
      const claims = await claim();
      if (claims.length === 0) {
        if (flight.count === 0) break;
        // What is under way may free its channel, or let the part behind it go on.
        await flight.change();
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
