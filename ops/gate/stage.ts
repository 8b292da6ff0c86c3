import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";

/** One thing to run, named as a person would say it. */
export interface Stage {
  name: string;
  /** A program of `node_modules/.bin` and its arguments. */
  command: readonly string[];
  env?: Record<string, string>;
}

export interface StageResult {
  name: string;
  ok: boolean;
  seconds: number;
  output: string;
}

export const root = join(import.meta.dirname, "../..");
const binaries = join(root, "node_modules/.bin");

/** Run a stage to its end without a terminal; with `echo` its output is shown as it comes. */
export async function runStage({ name, command, env }: Stage, echo = false): Promise<StageResult> {
  const startedAt = performance.now();
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const [stream, target] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const)
    stream.on("data", (chunk) => {
      output += chunk;
      if (echo) target.write(chunk);
    });
  const code = await once(child, "close").then(
    ([exitCode]) => exitCode as number | null,
    (error: Error) => {
      output += error.message;
      return 1;
    },
  );
  return { name, ok: code === 0, seconds: (performance.now() - startedAt) / 1000, output };
}

/** Run stages a few at a time, telling `onEnd` of each as it ends; the results keep the order of the stages. */
export async function runStages(
  stages: readonly Stage[],
  jobs: number,
  onEnd: (result: StageResult) => void,
): Promise<StageResult[]> {
  const results: StageResult[] = [];
  const waiting = [...stages.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, stage] = next;
      const result = await runStage(stage);
      results[index] = result;
      onEnd(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}
