import type { Inngest, InngestFunction } from "inngest";
import type { Clock } from "@/kernel/context";
import type { EmbeddedExecutor } from "@/platform/inngest";
import type { Connect } from "./transactions";

/** The part of pino that the executor uses. */
export interface ExecutorLogger {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ExecutorOptions {
  connect: Connect;
  /** A `postgres://` to LISTEN on, for a quicker wake across processes; leave out where connections are pooled. */
  listenUrl?: string;
  functions: readonly InngestFunction.Any[];
  client: Inngest.Any;
  /** The key that the client was made with: calls to the functions are signed with it. */
  signingKey: string;
  /** Receives what the client sends its requests through, before the first function is called. */
  attach(executor: EmbeddedExecutor): void;
  logger: ExecutorLogger;
  clock?: Clock;
  /** Calls in flight at most in this process; 16 when left out. */
  concurrency?: number;
  /** After how long the work of a process that died is taken up again; 15 s when left out. */
  leaseMs?: number;
  /** How often to look for work of other processes; 1 s when left out. */
  pollMs?: number;
  /** How long one call of a function may take; 2 h when left out. */
  callTimeoutMs?: number;
  /** Days that ended runs and events are kept; 7 when left out. */
  retentionDays?: number;
  /** How long `stop()` waits for calls in flight; 10 s when left out. */
  graceMs?: number;
  /** Milliseconds before the try after attempt number `attempt`, counted from 0. */
  backoffMs?(attempt: number): number;
}

const minuteMs = 60_000;
const BACKOFF_MS = [
  10_000,
  30_000,
  minuteMs,
  2 * minuteMs,
  5 * minuteMs,
  10 * minuteMs,
  20 * minuteMs,
] as const;
const backoffMaxMs = 60 * minuteMs;

/** Longer after each failure, spread by a tenth so that what failed together does not return together. */
export function defaultBackoffMs(attempt: number): number {
  const base = BACKOFF_MS[attempt] ?? backoffMaxMs;
  return Math.round(base * (0.9 + Math.random() * 0.2));
}
