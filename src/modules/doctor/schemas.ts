import { z } from "zod";

/** What is looked at, in the order of the page. */
export const PROBES = [
  "database",
  "clock",
  "jobs",
  "outbox",
  "deliveries",
  "cache",
  "files",
  "mail",
  "address",
  "secrets",
  "backup",
  "antivirus",
  "monitoring",
] as const;
export type ProbeKey = (typeof PROBES)[number];

/** `off`: not running, on purpose. `unknown`: nobody has told. */
export const PROBE_STATUSES = ["ok", "warning", "failed", "off", "unknown"] as const;
export type ProbeStatus = (typeof PROBE_STATUSES)[number];

export const PROBLEMS = [
  "timeout",
  "error",
  "migrations_missing",
  "clock_skewed",
  "executor_missing",
  "lagging",
  "overdue",
  "disk_low",
  "not_listening",
  "address_local",
  "address_plain",
  "address_silent",
  "secrets_unreadable",
  "secrets_old_key",
  "backup_old",
  "backup_none",
] as const;
export type Problem = (typeof PROBLEMS)[number];

export const FACT_NAMES = [
  "version",
  "latency",
  "migrations",
  "place",
  "skew",
  "lag",
  "running",
  "ready",
  "waiting",
  "failedLastDay",
  "unsent",
  "overdue",
  "oldestDue",
  "nextDue",
  "held",
  "free",
  "url",
  "answers",
  "keys",
  "currentKey",
  "sealed",
  "oldKey",
  "unreadable",
  "finishedAt",
  "metrics",
  "traces",
] as const;
const factName = z.enum(FACT_NAMES);

/** One measured or configured thing; a null value is not known. */
export const factSchema = z.discriminatedUnion("kind", [
  z.object({ name: factName, kind: z.literal("text"), value: z.string().nullable() }),
  z.object({ name: factName, kind: z.literal("count"), value: z.number().nullable() }),
  z.object({ name: factName, kind: z.literal("duration"), value: z.number().nullable() }),
  z.object({ name: factName, kind: z.literal("bytes"), value: z.number().nullable() }),
  z.object({ name: factName, kind: z.literal("instant"), value: z.date().nullable() }),
  z.object({ name: factName, kind: z.literal("flag"), value: z.boolean() }),
]);
export type Fact = z.output<typeof factSchema>;

/** What carries a service: a proper name, or a word that the page translates. */
export const RUNS_ON = [
  "PostgreSQL",
  "Neon",
  "Inngest",
  "Upstash Redis",
  "UploadThing",
  "SMTP",
  "embedded",
  "memory",
  "disk",
  "inbox",
] as const;
export type RunsOn = (typeof RUNS_ON)[number];

export const probeSchema = z.object({
  key: z.enum(PROBES),
  status: z.enum(PROBE_STATUSES),
  runsOn: z.enum(RUNS_ON).nullable(),
  problem: z.enum(PROBLEMS).nullable(),
  facts: z.array(factSchema),
});
export type Probe = z.output<typeof probeSchema>;

export const CHECKLIST = [
  "address",
  "database",
  "jobs",
  "cache",
  "files",
  "mail",
  "devices",
  "backup",
  "monitoring",
] as const;
export type ChecklistKey = (typeof CHECKLIST)[number];

export const reportSchema = z.object({
  checkedAt: z.date(),
  /** One process with everything in it, or the hosted product. */
  embedded: z.boolean(),
  runtime: z.string(),
  probes: z.array(probeSchema),
  /** What production needs, and whether it is there. */
  checklist: z.array(z.object({ key: z.enum(CHECKLIST), done: z.boolean() })),
});
export type Report = z.output<typeof reportSchema>;
