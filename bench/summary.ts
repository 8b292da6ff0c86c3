import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { measureCalendar } from "./calendar";
import type { measureDispatchCurves } from "./p1-curves";
import type { measureDispatch } from "./p1-dispatch";
import type { measureLatency } from "./p2-latency";
import type { measurePrecision } from "./p3-precision";
import type { measureFanOut } from "./p4-fanout";
import type { measureFairness } from "./p5-fairness";

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
  met: boolean | null;
}

const ratio = (value: number) => `${value.toFixed(2)}x`;
const atLeast = (what: string, value: number, target: number): Line => ({
  what,
  target: `≥ ${ratio(target)}`,
  measured: ratio(value),
  met: value >= target,
});
const atMost = (what: string, value: number, target: number, unit = "x"): Line => ({
  what,
  target: `≤ ${target}${unit}`,
  measured: `${Number(value.toFixed(2))}${unit}`,
  met: value <= target,
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

const short = (count: number): string =>
  count >= 1_000_000 ? `${count / 1_000_000}M` : count >= 1_000 ? `${count / 1_000}k` : String(count);

type Section = { lines: Line[]; charts: string[] };

const SECTIONS: { [K in keyof Reports]: (report: Report<K>) => Section } = {
  p1: ({ ratios, targets, control }) => {
    const steady = control.median >= 0.9 && control.median <= 1.1;
    const against = (name: string, target: number): Line => {
      const line = atLeast(`P1 dispatch, to ${name}`, ratios[name]?.median ?? Number.NaN, target);
      return steady ? line : { ...line, met: null };
    };
    const records = ratios["raw, same records"]?.median ?? Number.NaN;
    return {
      lines: [
        against("pg-boss", targets["pg-boss"]),
        against("raw SKIP LOCKED", targets["raw SKIP LOCKED"]),
        {
          what: "P1 dispatch, to bare SQL that keeps the same records",
          target: "",
          measured: ratio(records),
          met: null,
        },
        {
          what: "P1 control: pg-boss to itself",
          target: "0.90 to 1.10",
          measured: ratio(control.median),
          met: steady,
        },
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
  p2: ({ curve }) => ({
    lines: curve.map(({ concurrency, ratioP99 }) =>
      atMost(`P2 publish now, p99 to pg-boss, ${concurrency} at once`, ratioP99, 2),
    ),
    charts: [
      chart(
        "P2 p99: publify, pg-boss",
        curve.map((point) => point.concurrency),
        "ms",
        curve.map((point) => point.publify.p99),
        curve.map((point) => point["pg-boss"].p99),
      ),
    ],
  }),
  p3: ({ results, targets }) => {
    const [ours, poller] = [results["publify, spread"], results["1 s poller, spread"]];
    return {
      lines: [
        atMost("P3 lateness p99, spread", ours?.p99 ?? Number.NaN, targets.spreadP99Ms, " ms"),
        atMost(
          "P3 lateness p99 to a 1 s poller",
          (ours?.p99 ?? Number.NaN) / (poller?.p99 ?? Number.NaN),
          0.01,
        ),
        { what: "P3 sent early", target: "0", measured: String(ours?.early), met: ours?.early === 0 },
      ],
      charts: [],
    };
  },
  p4: ({ curve, slowNetwork, targets }) => ({
    lines: [
      ...curve.map((point) =>
        atMost(`P4 one post to ${point.channels} channels, to bare calls`, point.ratio.median, targets.ratio),
      ),
      atMost("P4 the others beside one slow channel", slowNetwork.othersRatio, targets.others),
    ],
    charts: [
      chart(
        "P4: publify, bare calls",
        curve.map((point) => point.channels),
        "ms",
        curve.map((point) => point.ms.publify.median),
        curve.map((point) => point.ms.bare.median),
      ),
    ],
  }),
  p5: ({ curve, targets }) => ({
    lines: curve.map((point) =>
      atMost(
        `P5 p99 of ${point.light} light tenants beside a noisy one, to alone`,
        point.ratioP99,
        targets.ratioP99,
      ),
    ),
    charts: [
      chart(
        "P5 p99: alone, beside 100k due posts",
        curve.map((point) => point.light),
        "ms",
        curve.map((point) => point.solo.p99),
        curve.map((point) => point.beside.p99),
      ),
    ],
  }),
  calendar: ({ month, week }) => ({
    lines: Object.entries({ month, week }).flatMap(([view, { open, turn, target }]) => [
      atMost(`Calendar ${view} of 20,000 posts, opened, to 100`, open.ratio, target.ratioMax),
      atMost(`Calendar ${view} of 20,000 posts, turned, to 100`, turn.ratio, target.ratioMax),
      atMost(
        `Calendar ${view} of 20,000 posts, turned, to 2,500: as many drawn`,
        turn.toFull,
        target.ratioMax,
      ),
    ]),
    charts: [],
  }),
};

const mark = (met: boolean | null): string => (met === null ? "" : met ? "met" : "**missed**");

/** Write one page over all results that lie in `folder`, each with the day of its run. */
export function writeSummary(folder: string): void {
  const rows: string[] = [];
  const charts: string[] = [];
  const add = <K extends keyof Reports>(id: K): void => {
    const file = join(folder, `${id}.json`);
    if (!existsSync(file)) return;
    const report = JSON.parse(readFileSync(file, "utf8")) as Report<K>;
    const section = SECTIONS[id](report);
    for (const { what, target, measured, met } of section.lines)
      rows.push(`| ${what} | ${target} | ${measured} | ${mark(met)} | ${report.at.slice(0, 10)} |`);
    charts.push(...section.charts);
  };
  for (const id of Object.keys(SECTIONS) as (keyof Reports)[]) add(id);
  const page = [
    "# What was measured",
    "",
    "Written by `npm run bench`. Every figure is a ratio of one run on one machine; the files beside this page hold the rates, the spread and the load.",
    "",
    "| What | Target | Measured | | Run |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...charts,
  ];
  writeFileSync(join(folder, "README.md"), page.join("\n"));
}
