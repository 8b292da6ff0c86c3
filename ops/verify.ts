import { existsSync } from "node:fs";
import { join } from "node:path";
import { recentCommits } from "./gate/commits";
import { root, runStages, type Stage, type StageResult } from "./gate/stage";

const tsx = (file: string): string[] => ["node", "--import", "tsx", file];

function stages(): Stage[] {
  const typeAware = existsSync(join(root, "node_modules/.bin/tsgolint")) ? ["--type-aware"] : [];
  const commits = recentCommits();
  return [
    // Pages use the types of their routes, which Next writes first.
    { name: "types", command: ["npm", "run", "--silent", "types"] },
    { name: "lint", command: ["oxlint", "--deny-warnings", ...typeAware] },
    { name: "format", command: ["biome", "format", "."] },
    {
      name: "boundaries",
      command: [
        "depcruise",
        "--config",
        ".dependency-cruiser.cjs",
        "src",
        "inngest",
        "ops",
        "e2e",
        "bench",
      ].filter(
        (argument) => !/^(src|inngest|ops|e2e|bench)$/.test(argument) || existsSync(join(root, argument)),
      ),
    },
    { name: "structure", command: tsx("ops/structure/run.ts") },
    { name: "unused code", command: ["knip"] },
    { name: "migrations", command: tsx("ops/migrations/run.ts") },
    ...(commits ? [{ name: "commit messages", command: ["commitlint", ...commits] }] : []),
  ];
}

const jobs = 2;

function report({ name, ok, seconds, output }: StageResult): void {
  console.log(`${ok ? "✓" : "✗"} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok) console.log(`${output.trimEnd()}\n`);
}

const results = await runStages(stages(), jobs, report);
const failed = results.filter(({ ok }) => !ok);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
