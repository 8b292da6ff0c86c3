import { dayMs, minuteMs, secondMs } from "@/kernel/time";
import type { ChecklistKey, Fact, Probe, ProbeKey, ProbeStatus, Problem, RunsOn } from "./schemas";

/** Publishing to the second needs clocks that agree to well under it. */
export const skewMaxMs = 2 * secondMs;
/** Work that waits longer than this is not merely busy: the sweep comes every minute. */
export const lagMaxMs = 2 * minuteMs;
export const freeBytesMin = 1_000_000_000;
export const backupAgeMaxMs = 2 * dayMs;

export interface Finding {
  status: ProbeStatus;
  runsOn?: RunsOn;
  problem?: Problem;
  facts?: Fact[];
}

/** A finding as the report carries it. */
export const probeOf = (key: ProbeKey, { status, runsOn, problem, facts }: Finding): Probe => ({
  key,
  status,
  runsOn: runsOn ?? null,
  problem: problem ?? null,
  facts: facts ?? [],
});

/** Fine, or this problem. */
export const judge = (problem: Problem | null, severity: "warning" | "failed" = "warning") =>
  problem === null ? ({ status: "ok" } as const) : ({ status: severity, problem } as const);

const localName = /^(localhost|.*\.(localhost|local|internal)|\[.*\])$/;
const privateIpv4 = /^(0|127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.\d+)+$/;

/** Whether a host names this machine or a private network, from where nobody outside can be reached. */
export const isLocalHost = (host: string): boolean =>
  localName.test(host.toLowerCase()) || privateIpv4.test(host);

/** What is the matter with the address that people are given; null when nothing is. */
export function addressProblem(appUrl: string): "address_local" | "address_plain" | null {
  const { hostname, protocol } = new URL(appUrl);
  if (isLocalHost(hostname)) return "address_local";
  return protocol === "https:" ? null : "address_plain";
}

/** The environment as far as production readiness depends on it. */
export interface Setting {
  appUrl: string;
  databaseHost: string;
  inngest: boolean;
  redis: boolean;
  uploads: boolean;
  smtp: boolean;
  push: boolean;
  metrics: boolean;
  backupAt: Date | null;
}

const READY: Record<ChecklistKey, (setting: Setting, now: Date) => boolean> = {
  address: ({ appUrl }) => addressProblem(appUrl) === null,
  database: ({ databaseHost }) => !isLocalHost(databaseHost),
  jobs: ({ inngest }) => inngest,
  cache: ({ redis }) => redis,
  files: ({ uploads }) => uploads,
  mail: ({ smtp }) => smtp,
  devices: ({ push }) => push,
  backup: ({ backupAt }, now) => backupAt !== null && now.getTime() - backupAt.getTime() <= backupAgeMaxMs,
  monitoring: ({ metrics }) => metrics,
};

/** What production needs, and whether it is there. */
export const checklistOf = (setting: Setting, now: Date): { key: ChecklistKey; done: boolean }[] =>
  (Object.keys(READY) as ChecklistKey[]).map((key) => ({ key, done: READY[key](setting, now) }));

/** What is the matter with sealed secrets, given how many each key sealed and which keys are held. */
export function secretsProblem(
  sealed: readonly { keyId: string; count: number }[],
  held: readonly string[],
): { problem: "secrets_unreadable" | "secrets_old_key" | null; unreadable: number; oldKey: number } {
  const sum = (rows: typeof sealed) => rows.reduce((total, { count }) => total + count, 0);
  const unreadable = sum(sealed.filter(({ keyId }) => !held.includes(keyId)));
  const oldKey = sum(sealed.filter(({ keyId }) => keyId !== held[0] && held.includes(keyId)));
  const problem = unreadable > 0 ? "secrets_unreadable" : oldKey > 0 ? "secrets_old_key" : null;
  return { problem, unreadable, oldKey };
}
