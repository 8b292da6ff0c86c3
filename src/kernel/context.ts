import type { Id } from "./ids";
import type { Role, Scope } from "./permissions";

/** Who acts: a member, an integration's key, or Publify itself (named after the job). */
export type Actor =
  | { type: "user"; userId: Id<"user">; role: Role }
  | { type: "apiKey"; apiKeyId: Id<"apiKey">; scopes: readonly Scope[] }
  | { type: "system"; name: string };

/** What every command and query is told: for which workspace, by whom, and what time it is. */
export interface Caller {
  readonly tenantId: Id<"workspace">;
  readonly actor: Actor;
  readonly clock: Clock;
  /** Ties the log lines, audit rows and events of one request together. */
  readonly traceId: string;
}

/** The only source of "now" in commands, so that tests and the fault campaign own time. */
export interface Clock {
  now(): Date;
}

/** A clock that can also wait, for jobs that act at an instant. */
export interface WaitingClock extends Clock {
  /** Time that has passed since some point; unlike `now` it is never set, back or forth. */
  elapsedMs(): number;
  /** Resolve at `at`, never before it. */
  sleepUntil(at: Date): Promise<void>;
}

const timerMaxMs = 2 ** 31 - 1;

export const systemClock: WaitingClock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  async sleepUntil(at) {
    // Timers may fire a millisecond early and overflow past 24 days, so the clock is asked again.
    for (let left = at.getTime() - Date.now(); left > 0; left = at.getTime() - Date.now())
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, timerMaxMs)));
  },
};
