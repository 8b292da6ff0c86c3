import "server-only";
import type { Db } from "@/db/client";
import { admitCalls } from "@/modules/health/commands";
import { healthKeyOf } from "@/modules/health/policy";
import { isUnclear, type Verdict } from "../policy";
import type { Load } from "./load";
import type { Triage } from "./triage";

/** A claim with everything it needs, and what is to be done about it. */
export interface Decided {
  load: Load;
  decision: Triage;
}

const keyOf = ({ decision }: Decided): string | null =>
  decision.action === "call" ? healthKeyOf(decision.job.network, decision.job.account) : null;

/** Put off until its server may be asked again: nothing was called, so what it was it stays. */
const later = ({ claim }: Load, retryAt: Date): Verdict => ({
  state: isUnclear(claim.state) ? "unconfirmed" : "scheduled",
  dueAt: retryAt,
  reason: "network_unwell",
});

/** Spare the servers that are known to be ill: one call finds out whether one is back, the others wait. */
export async function admitJobs(db: Db, now: Date, decided: readonly Decided[]): Promise<Decided[]> {
  const keys = [...new Set(decided.flatMap((one) => keyOf(one) ?? []))];
  const admissions = await admitCalls(db, now, keys);
  if (admissions.size === 0) return [...decided];
  const probing = new Set<string>();
  return decided.map((one): Decided => {
    const key = keyOf(one);
    const admission = key === null ? undefined : admissions.get(key);
    if (key === null || !admission) return one;
    if (admission.admits === "one" && !probing.has(key) && one.decision.action === "call") {
      probing.add(key);
      return { ...one, decision: { action: "call", job: { ...one.decision.job, probes: key } } };
    }
    return { load: one.load, decision: { action: "settle", verdict: later(one.load, admission.retryAt) } };
  });
}
