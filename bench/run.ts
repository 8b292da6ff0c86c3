import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { measureCalendar } from "./calendar";
import { measureDispatchCurves } from "./p1-curves";
import { measureDispatch } from "./p1-dispatch";
import { measureLatency } from "./p2-latency";
import { measurePrecision } from "./p3-precision";
import { measureFanOut } from "./p4-fanout";
import { measureFairness } from "./p5-fairness";
import { writeSummary } from "./summary";

const BENCHES = {
  p1: measureDispatch,
  "p1-curves": measureDispatchCurves,
  p2: measureLatency,
  p3: measurePrecision,
  p4: measureFanOut,
  p5: measureFairness,
  calendar: measureCalendar,
} as const;
const folder = join(import.meta.dirname, "results");

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.find((id) => !(id in BENCHES));
  if (unknown) throw new Error(`No bench ${unknown}: choose from ${Object.keys(BENCHES).join(", ")}`);
  mkdirSync(folder, { recursive: true });
  for (const [id, measure] of Object.entries(BENCHES)) {
    if (asked.length > 0 && !asked.includes(id)) continue;
    console.log(id);
    const report = await measure((line) => console.log(line));
    const machine = {
      cpus: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    };
    writeFileSync(
      join(folder, `${id}.json`),
      `${JSON.stringify({ at: new Date(), machine, ...report }, null, 2)}\n`,
    );
    console.log(JSON.stringify(report, null, 2));
    writeSummary(folder);
  }
}

await main();
