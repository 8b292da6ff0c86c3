import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";

/** One contender: sets up outside the clock, then does a fixed amount of work and tells its rate. */
export interface Arm {
  name: string;
  /** Units of work a second of one slot. */
  measure(): Promise<number>;
}

export interface PairReport {
  rounds: number;
  dropped: number;
  /** Median and quartiles of each arm's rate, units a second. */
  rates: Record<string, Spread>;
  /** Median and quartiles of the per-round ratio of the first arm to each other arm. */
  ratios: Record<string, Spread>;
  /** The peer against itself; outside 0.90 to 1.10 there is no verdict. */
  control: Spread;
  loadAverage: number[];
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

const quantile = (sorted: readonly number[], q: number): number => {
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
};

/** Median and quartiles. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Time of a fixed piece of work on the processor and on the disk, in ms: shows when the machine changed under a round. */
function probe(): number {
  const started = performance.now();
  let value = 1;
  for (let i = 0; i < 3_000_000; i++) value = (value * 31 + i) % 1_000_003;
  const file = join(tmpdir(), `publify-probe-${process.pid}`);
  const handle = openSync(file, "w");
  for (let i = 0; i < 10; i++) {
    writeSync(handle, String(value));
    fdatasyncSync(handle);
  }
  closeSync(handle);
  rmSync(file);
  return performance.now() - started;
}

const mean = (a: number, b: number) => (a + b) / 2;
const probeDriftMax = 1.5;

/**
 * Compare arms in pairs: each round runs them there and back (A B C C B A), so that drift cancels, with the peer once
 * more as its own control. A round in which the machine changed by more than half is dropped.
 */
export async function comparePaired(
  arms: readonly [Arm, Arm, ...Arm[]],
  rounds: number,
  say: (line: string) => void,
): Promise<PairReport> {
  const rates = new Map<string, number[]>(arms.map(({ name }) => [name, []]));
  const ratios = new Map<string, number[]>(arms.slice(1).map(({ name }) => [name, []]));
  const control: number[] = [];
  let dropped = 0;
  for (const arm of arms) await arm.measure();
  for (let round = 1; round <= rounds; round++) {
    const before = probe();
    const there: number[] = [];
    const back: number[] = [];
    for (const arm of arms) there.push(await arm.measure());
    for (const arm of arms.toReversed()) back.unshift(await arm.measure());
    const again = [await arms[1].measure(), await arms[1].measure()];
    const after = probe();
    if (Math.max(before, after) / Math.min(before, after) > probeDriftMax) {
      dropped += 1;
      say(`  round ${round} dropped: the machine changed (${before.toFixed(0)} to ${after.toFixed(0)} ms)`);
      continue;
    }
    const each = arms.map((_, index) => mean(there[index] ?? 0, back[index] ?? 0));
    arms.forEach(({ name }, index) => {
      rates.get(name)?.push(each[index] ?? 0);
      if (index > 0) ratios.get(name)?.push((each[0] ?? 0) / (each[index] ?? 1));
    });
    control.push((again[0] ?? 0) / (again[1] ?? 1));
    say(
      `  round ${round}: ${arms.map(({ name }, index) => `${name} ${each[index]?.toFixed(0)}/s`).join(", ")}`,
    );
  }
  const spreads = (map: Map<string, number[]>) =>
    Object.fromEntries([...map].map(([name, list]) => [name, spreadOf(list)]));
  return {
    rounds,
    dropped,
    rates: spreads(rates),
    ratios: spreads(ratios),
    control: spreadOf(control),
    loadAverage: loadavg(),
  };
}
