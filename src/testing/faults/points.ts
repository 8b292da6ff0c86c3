import { CHECKPOINTS, type Checkpoint } from "@/modules/publishing/commands/options";

/** Where a worker may die inside its own call to a network. */
export const CALL_POINTS = [
  "media_uploaded",
  "container_created",
  "request_half_written",
  "request_sent",
  "answer_received",
] as const;
export type CallPoint = (typeof CALL_POINTS)[number];

/** Where a worker may die that renews credentials: the network has spent the old ones, or we have kept the new ones. */
export const RENEWAL_POINTS = ["refresh_sent", "refresh_stored"] as const;
export type RenewalPoint = (typeof RENEWAL_POINTS)[number];

/** Every place at which the campaign stops a worker dead or freezes it: with `RENEWAL_POINTS`, K1 to K12 of the plan. */
export const KILL_POINTS: readonly (Checkpoint | CallPoint)[] = [...CHECKPOINTS, ...CALL_POINTS];
export type KillPoint = Checkpoint | CallPoint | RenewalPoint;

/** What one call to the network meets: N1 to N11 of the plan, some of them in two forms. */
export const FAULTS = [
  "none",
  "rate_limited",
  "rate_limited_with_time",
  "unavailable_before",
  "not_sent",
  "error_after",
  "reset_after",
  "timeout_after",
  "reset_before_unproved",
  "slow_drip",
  "error_in_ok",
  "token_ended",
  "duplicate_refused",
  "seen_late",
  "malformed_after",
] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults that strike before the network took anything. */
export const BEFORE: readonly Fault[] = [
  "rate_limited",
  "rate_limited_with_time",
  "unavailable_before",
  "not_sent",
  "reset_before_unproved",
  "error_in_ok",
  "token_ended",
];

/** What asking for new credentials meets; the worst is an answer that is lost with them. */
export const RENEWAL_FAULTS = ["unavailable", "answer_lost"] as const;
export type RenewalFault = (typeof RENEWAL_FAULTS)[number];

/** What the database may do to one statement of a worker. */
export const DATABASE_FAULTS = ["lost_before", "lost_after_commit", "disk_full", "no_connection"] as const;
/** Beside them, for a while: every connection of the pool is lent out. */
export type DatabaseFault = (typeof DATABASE_FAULTS)[number] | "pool_exhausted";
