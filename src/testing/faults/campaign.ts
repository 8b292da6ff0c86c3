import { judgeRun, type Verdicts } from "./invariants";
import { NETWORK_CLASSES, type NetworkClass } from "./ledger-network";
import { Scenario } from "./scenario";

export interface CampaignReport extends Omit<Verdicts, "broken"> {
  runs: number;
  deliveries: number;
  kills: number;
  freezes: number;
  jumps: number;
  databaseFaults: number;
  storageFaults: number;
  crowded: number;
  /** Credentials that were renewed, and renewals that the network refused for good. */
  renewals: number;
  revocations: number;
  calls: number;
  /** Sentences with their seeds. */
  broken: string[];
}

const COUNTED = ["kills", "freezes", "jumps", "databaseFaults", "storageFaults", "crowded", "calls"] as const;

/** Play `runs` seeded stories and add up what went wrong; `stopAt` ends early once that many runs broke. */
export async function playCampaign(
  runs: number,
  { firstSeed = 1, stopAt = Number.POSITIVE_INFINITY, forgetsKeys = false } = {},
): Promise<CampaignReport> {
  const report: CampaignReport = {
    runs: 0,
    deliveries: 0,
    kills: 0,
    freezes: 0,
    jumps: 0,
    databaseFaults: 0,
    storageFaults: 0,
    crowded: 0,
    renewals: 0,
    revocations: 0,
    calls: 0,
    duplicates: 0,
    lost: 0,
    wrong: 0,
    ambiguous: 0,
    asked: 0,
    broken: [],
  };
  for (let seed = firstSeed; seed < firstSeed + runs && report.broken.length < stopAt; seed++) {
    const networkClass = NETWORK_CLASSES[seed % NETWORK_CLASSES.length] as NetworkClass;
    const run = await new Scenario(seed, networkClass, forgetsKeys).play();
    const verdicts = await judgeRun(run);
    report.runs += 1;
    report.deliveries += run.planned.length;
    for (const key of COUNTED) report[key] += run[key];
    report.renewals += run.ledger.grants.renewals;
    report.revocations += run.ledger.grants.refused;
    for (const key of ["duplicates", "lost", "wrong"] as const) report[key] += verdicts[key];
    // After a leap of a day no key is valid any more, so a person is asked rightly.
    if (networkClass !== "blind" && run.jumps === 0) {
      report.ambiguous += verdicts.ambiguous;
      report.asked += verdicts.asked;
    }
    report.broken.push(...verdicts.broken.map((sentence) => `seed ${seed} ${networkClass}: ${sentence}`));
  }
  return report;
}
