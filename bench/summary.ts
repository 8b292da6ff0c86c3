import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { measureCalendar } from "./calendar";
import type { measureDispatchCurves } from "./p1-curves";
import type { measureDispatch } from "./p1-dispatch";
import type { measureLatency } from "./p2-latency";
import type { measurePrecision } from "./p3-precision";
import type { measureFanOut } from "./p4-fanout";
import type { measureFairness } from "./p5-fairness";
import type { WaitReport } from "./waits";

interface Reports {
  p1: typeof measureDispatch;
  "p1-curves": typeof measureDispatchCurves;
  p2: typeof measureLatency;
  p3: typeof measurePrecision;
  p4: typeof measureFanOut;
  p5: typeof measureFairness;
  calendar: typeof measureCalendar;
}
type Report<K extends keyof Reports> = Awaited<ReturnType<Reports[K]>> & { at: string };

interface Line {
  what: string;
  target: string;
  measured: string;
  verdict: "met" | "**missed**" | "no verdict" | "";
}

const ratio = (value: number) => `${value.toFixed(2)}x`;

/** A verdict that still holds when the figure is off by as much as a contender was beside itself in the same run. */
function judge(value: number, control: number, holds: (value: number) => boolean): Line["verdict"] {
  const off = Math.max(control, 1 / control);
  const [least, most] = [holds(value / off), holds(value * off)];
  if (least !== most) return "no verdict";
  return least ? "met" : "**missed**";
}

const atLeast = (what: string, value: number, target: number, control = 1): Line => ({
  what,
  target: `≥ ${ratio(target)}`,
  measured: ratio(value),
  verdict: judge(value, control, (value) => value >= target),
});
const atMost = (what: string, value: number, target: number, { unit = "x", control = 1 } = {}): Line => ({
  what,
  target: `≤ ${target}${unit}`,
  measured: `${Number(value.toFixed(2))}${unit}`,
  verdict: judge(value, control, (value) => value <= target),
});

/** A figure without a target: one to know, or a contender beside itself. */
const told = (what: string, value: number): Line => ({
  what,
  target: "",
  measured: value < 0.01 ? `${value.toFixed(4)}x` : ratio(value),
  verdict: "",
});

/** A chart that a reader of the repository sees drawn. `lines` are drawn over the same points. */
function chart(
  title: string,
  points: readonly (string | number)[],
  unit: string,
  ...lines: (readonly number[])[]
) {
  const drawn = lines.map((values) => `  line [${values.map((value) => value.toFixed(2)).join(", ")}]`);
  const axis = points.map((point) => `"${point}"`).join(", ");
  return [
    "```mermaid",
    "xychart-beta",
    `  title "${title}"`,
    `  x-axis [${axis}]`,
    `  y-axis "${unit}"`,
    ...drawn,
    "```",
    "",
  ].join("\n");
}

/** A curve of waits: a line a contender. */
function chartOf<Point extends Pick<WaitReport, "waits">>(
  title: string,
  curve: readonly Point[],
  pointOf: (point: Point) => number,
  quantile: "p50" | "p99",
): string {
  const names = Object.keys(curve[0]?.waits ?? {});
  return chart(
    `${title}: ${names.join(", ")}`,
    curve.map(pointOf),
    "ms",
    ...names.map((name) => curve.map(({ waits }) => waits[name]?.[quantile] ?? Number.NaN)),
  );
}

const short = (count: number): string =>
  count >= 1_000_000 ? `${count / 1_000_000}M` : count >= 1_000 ? `${count / 1_000}k` : String(count);

type Section = { lines: Line[]; charts: string[] };

const SECTIONS: { [K in keyof Reports]: (report: Report<K>) => Section } = {
  p1: ({ ratios, targets, control }) => {
    const against = (name: string, target: number): Line =>
      atLeast(`P1 dispatch, to ${name}`, ratios[name]?.median ?? Number.NaN, target, control.median);
    const records = ratios["raw, same records"]?.median ?? Number.NaN;
    return {
      lines: [
        against("pg-boss", targets["pg-boss"]),
        against("raw SKIP LOCKED", targets["raw SKIP LOCKED"]),
        told("P1 dispatch, to bare SQL that keeps the same records", records),
        told("P1 control: pg-boss to itself", control.median),
      ],
      charts: [],
    };
  },
  "p1-curves": ({ backlog, tenants, finished, bloatRatio, targets }) => {
    const names = Object.keys(backlog[0]?.rates ?? {});
    const of = (list: readonly { rates: Record<string, number> }[], name: string) =>
      list.map(({ rates }) => (rates[name] ?? 0) / 1_000);
    return {
      lines: [atLeast("P1 after 1M finished, to fresh", bloatRatio, targets.bloatRatio)],
      charts: [
        chart(
          `P1 by backlog: ${names.join(", ")}`,
          backlog.map(({ waiting }) => short(waiting)),
          "1,000 jobs/s",
          ...names.map((name) => of(backlog, name)),
        ),
        chart(
          "P1 by tenants: publify",
          tenants.map((point) => short(point.tenants)),
          "1,000 jobs/s",
          of(tenants, "publify"),
        ),
        chart(
          "P1 by finished jobs: publify, pg-boss",
          finished.map((point) => short(point.finished)),
          "1,000 jobs/s",
          of(finished, "publify"),
          of(finished, "pg-boss"),
        ),
      ],
    };
  },
  p2: ({ curve, targets }) => ({
    lines: curve.flatMap(({ concurrency, ratios, control }) => [
      atMost(
        `P2 publish now, p99 to pg-boss, ${concurrency} at once`,
        ratios["pg-boss"]?.p99 ?? Number.NaN,
        targets.ratioP99,
        { control: control.p99 },
      ),
      told(`P2 control: pg-boss to itself, p99, ${concurrency} at once`, control.p99),
    ]),
    charts: [chartOf("P2 p99", curve, ({ concurrency }) => concurrency, "p99")],
  }),
  p3: ({ spread, atOnce, drainMs, targets }) => {
    const late = spread.waits["publify"];
    return {
      lines: [
        atMost("P3 lateness p99, spread", late?.p99 ?? Number.NaN, targets.spreadP99Ms, { unit: " ms" }),
        atMost(
          "P3 lateness p99, spread, to a bare timer",
          spread.ratios["bare timer"]?.p99 ?? Number.NaN,
          targets.toTimer,
          { control: spread.control.p99 },
        ),
        atMost(
          "P3 lateness p99, spread, to a 1 s poller",
          spread.ratios["1 s poller"]?.p99 ?? Number.NaN,
          targets.toPoller,
          { control: spread.control.p99 },
        ),
        told("P3 control: the poller to itself, p99", spread.control.p99),
        atMost(
          "P3 lateness p99 of 1,000 at one instant, to the time that 1,000 take",
          (atOnce.waits["publify"]?.p99 ?? Number.NaN) / drainMs,
          targets.toDrain,
        ),
        {
          what: "P3 sent early, by at most",
          target: "0 ms",
          measured: `${Math.max(0, -(late?.min ?? Number.NaN))} ms`,
          verdict: (late?.min ?? -1) >= 0 ? "met" : "**missed**",
        },
      ],
      charts: [],
    };
  },
  p4: ({ curve, slowNetwork, targets }) => ({
    lines: [
      ...curve.flatMap(({ channels, ratios, control }) => [
        atMost(
          `P4 one post to ${channels} channels, to bare calls`,
          ratios["bare calls"]?.p50 ?? Number.NaN,
          targets.ratio,
          { control: control.p50 },
        ),
        told(`P4 one post to ${channels} channels, to pg-boss`, ratios["pg-boss"]?.p50 ?? Number.NaN),
        told(`P4 control: the bare calls to themselves, ${channels} channels`, control.p50),
      ]),
      atMost("P4 the others beside one slow channel", slowNetwork.othersRatio, targets.others),
    ],
    charts: [chartOf("P4", curve, ({ channels }) => channels, "p50")],
  }),
  p5: ({ curve, peers, targets }) => ({
    lines: [
      ...curve.flatMap(({ light, ratios, control }) => [
        atMost(
          `P5 p99 of ${light} light tenants beside a noisy one, to alone`,
          ratios["alone"]?.p99 ?? Number.NaN,
          targets.ratioP99,
          { control: control.p99 },
        ),
        told(`P5 control: alone to alone, ${light} light tenants`, control.p99),
      ]),
      told(
        "P5 p99 of 100 light tenants beside a noisy one, to one queue for all",
        (curve.find(({ light }) => light === 100)?.waits["beside"]?.p99 ?? Number.NaN) /
          peers["one queue"].p99,
      ),
    ],
    charts: [chartOf("P5 p99", curve, ({ light }) => light, "p99")],
  }),
  calendar: ({ month, week }) => ({
    lines: Object.entries({ month, week }).flatMap(([view, { open, turn, target }]) =>
      Object.entries({ opened: open, turned: turn }).flatMap(([done, { ratio, toFull, control }]) => [
        atMost(`Calendar ${view} of 20,000 posts, ${done}, to 100`, ratio, target.ratioMax, { control }),
        told(`Calendar ${view} of 20,000 posts, ${done}, to 2,500`, toFull),
        told(`Calendar control: 100 to 100, ${view} ${done}`, control),
      ]),
    ),
    charts: [],
  }),
};

/** Write one page over all results that lie in `folder`, each with the day of its run. */
export function writeSummary(folder: string): void {
  const rows: string[] = [];
  const charts: string[] = [];
  const add = <K extends keyof Reports>(id: K): void => {
    const file = join(folder, `${id}.json`);
    if (!existsSync(file)) return;
    const report = JSON.parse(readFileSync(file, "utf8")) as Report<K>;
    const section = SECTIONS[id](report);
    for (const { what, target, measured, verdict } of section.lines)
      rows.push(`| ${what} | ${target} | ${measured} | ${verdict} | ${report.at.slice(0, 10)} |`);
    charts.push(...section.charts);
  };
  for (const id of Object.keys(SECTIONS) as (keyof Reports)[]) add(id);
  const page = [
    "# What was measured",
    "",
    "Written by `npm run bench`. Every figure is a ratio of one run on one machine; the files beside this page hold the rates, the spread and the load. A control is a contender beside itself: what a ratio of that run may be off by, so that nearer to its target than that there is no verdict.",
    "",
    "| What | Target | Measured | | Run |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...charts,
  ];
  writeFileSync(join(folder, "README.md"), page.join("\n"));
}
