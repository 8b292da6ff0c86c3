import "server-only";
import type { WaitingClock } from "@/kernel/context";
import type { Network } from "@/networks/contract";
import type { HttpClient } from "@/platform/http";
import type { Outcome } from "./settle";

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
  /** Nor once this is aborted; what is under way ends. */
  stopping?: AbortSignal;
  /** Claim this far ahead, to leave on the instant. */
  lookaheadMs?: number;
  batchSize?: number;
  /** Calls under way at most, over all channels. */
  concurrency?: number;
  /** 0 to 1; spreads retries. */
  random?: () => number;
  checkpoint?: (point: Checkpoint) => Promise<void>;
  /** Wait for a change in what is under way; when absent, for `beatMs` of real time at most. */
  beat?: (changed: Promise<void>, beatMs: number) => Promise<void>;
  /** Told of each written outcome and of how long after its due instant its call began. */
  onSettled?: (outcome: Outcome, lateMs: number) => void;
}
