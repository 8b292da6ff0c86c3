import { stripVTControlCharacters } from "node:util";

/** How many tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

const closingLine = /^(\d+) passed, (\d+) failed/gm;

/** Read the closing line of a runner. One that failed without counting a failure, or without a line, counts as one. */
export function countsOf(output: string, ok: boolean): Counts {
  const last = [...stripVTControlCharacters(output).matchAll(closingLine)].at(-1);
  const passed = Number(last?.[1] ?? 0);
  const failed = Number(last?.[2] ?? 0);
  const silent = failed === 0 && (!ok || !last);
  return { passed, failed: silent ? 1 : failed };
}

/** Add counts up. */
export const sumOf = (all: readonly Counts[]): Counts => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
});
