import { runStage, type Stage, type StageResult } from "./gate/stage";
import { type Counts, countsOf, sumOf } from "./gate/counts";

const script = (file: string): string[] => ["node", "--import", "tsx", file];

/** Everything that must hold, cheapest first; a stage that fails does not hide the next one. */
const STAGES: readonly Stage[] = [
  { name: "verify", command: script("ops/verify.ts") },
  { name: "unit", command: ["vitest", "run", "--project", "unit"] },
  { name: "integration on pg", command: ["vitest", "run", "--project", "integration"] },
  {
    name: "integration on the Neon driver",
    command: ["vitest", "run", "--project", "integration"],
    env: { DB_DRIVER: "neon" },
  },
  { name: "journeys in a browser", command: script("ops/e2e.ts") },
];

const counted = (result: StageResult): Counts => countsOf(result.output, result.ok);
const lineOf = (result: StageResult): string => {
  const { passed, failed } = counted(result);
  const mark = failed === 0 ? "✓" : "✗";
  return `${mark} ${result.name.padEnd(32)} ${passed} passed, ${failed} failed  (${result.seconds.toFixed(0)} s)`;
};

const wanted = process.argv.slice(2);
const results: StageResult[] = [];
for (const stage of STAGES.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)) {
  console.log(`\n── ${stage.name} ──`);
  results.push(await runStage(stage, true));
}
const { passed, failed } = sumOf(results.map(counted));
console.log(`\n${results.map(lineOf).join("\n")}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
