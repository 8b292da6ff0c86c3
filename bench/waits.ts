/** One contender of a comparison of waits: does a fixed amount of work and tells the milliseconds that each part of it waited. */
export interface Waiter {
  name: string;
  measure(): Promise<readonly number[]>;
}

/** Quantiles of a list of milliseconds. */
export function quantilesOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
  return { min: at(0), p50: at(0.5), p99: at(0.99), max: at(1), count: sorted.length };
}
export type Quantiles = ReturnType<typeof quantilesOf>;

export interface WaitReport {
  waits: Record<string, Quantiles>;
  /** The first arm to each other arm. */
  ratios: Record<string, WaitRatio>;
  /** The second arm, measured once more, to itself: what a ratio of this run may be off by. */
  control: WaitRatio;
}

export interface WaitRatio {
  p50: number;
  p99: number;
}

/** Ratio of waits; clocks tell whole milliseconds at best, so that nothing counts as less than one. */
const ratioOf = (a: Quantiles, b: Quantiles, floorMs: number): WaitRatio => ({
  p50: Math.max(a.p50, floorMs) / Math.max(b.p50, floorMs),
  p99: Math.max(a.p99, floorMs) / Math.max(b.p99, floorMs),
});

export interface WaitOptions {
  rounds: number;
  /** Waits below are taken for this: the resolution of the clock that read them. */
  floorMs?: number;
  /** Run each arm once before what counts, so that connections are open and code is compiled. */
  warm?: boolean;
}

/**
 * Compare how long things wait: each round runs the arms in turn, every second one backwards so that drift cancels, and
 * the second arm once more as its own control. The waits of all rounds are taken together.
 */
export async function compareWaits(
  arms: readonly [Waiter, Waiter, ...Waiter[]],
  { rounds, floorMs = 0, warm = false }: WaitOptions,
): Promise<WaitReport> {
  const waits = new Map<Waiter, number[]>(arms.map((arm) => [arm, []]));
  const again: number[] = [];
  if (warm) for (const arm of arms) await arm.measure();
  for (let round = 0; round < rounds; round++) {
    for (const arm of round % 2 === 0 ? arms : arms.toReversed())
      waits.get(arm)?.push(...(await arm.measure()));
    again.push(...(await arms[1].measure()));
  }
  const of = (arm: Waiter) => quantilesOf(waits.get(arm) ?? []);
  return {
    waits: Object.fromEntries(arms.map((arm) => [arm.name, of(arm)])),
    ratios: Object.fromEntries(
      arms.slice(1).map((arm) => [arm.name, ratioOf(of(arms[0]), of(arm), floorMs)]),
    ),
    control: ratioOf(quantilesOf(again), of(arms[1]), floorMs),
  };
}

/** A report of waits as one line of a log. */
export const sayWaits = ({ waits, control }: WaitReport): string =>
  [
    ...Object.entries(waits).map(
      ([name, { p50, p99 }]) => `${name} p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`,
    ),
    `control ${control.p50.toFixed(2)}x, ${control.p99.toFixed(2)}x`,
  ].join(", ");
