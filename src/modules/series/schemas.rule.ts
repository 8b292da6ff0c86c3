import { wallTimeOf } from "@/kernel/time";

export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A weekday of a rule; `nth` counts within the month, from its end when negative, null means each. */
export interface RuleDay {
  weekday: Weekday;
  nth: number | null;
}

/** A recurrence rule as data: what is written of RFC 5545, and nothing that makes more than one post a day. */
export interface Recurrence {
  frequency: Frequency;
  interval: number;
  byDay: RuleDay[];
  byMonthDay: number[];
  byMonth: number[];
  bySetPos: number[];
  count: number | null;
  /** Last wall time that may still be an occurrence. */
  until: string | null;
}

/** The longest step of each frequency: about a decade at most, so that a next occurrence can be found. */
export const intervalMax = { DAILY: 365, WEEKLY: 104, MONTHLY: 60, YEARLY: 10 } as const;
/** A series that counts its posts counts no further; without an end it goes on for ever. */
export const countMax = 1_000;

/** Why a rule was refused, as a stable reason and the part that is at fault. */
export interface RuleProblem {
  reason:
    | "series.rule_malformed"
    | "series.rule_frequency"
    | "series.rule_part"
    | "series.rule_value"
    | "series.rule_combination"
    | "series.rule_two_ends";
  part: string;
}
export type ParsedRule = { ok: true; recurrence: Recurrence } | { ok: false; problem: RuleProblem };

const PARTS = [
  "FREQ",
  "INTERVAL",
  "BYDAY",
  "BYMONTHDAY",
  "BYMONTH",
  "BYSETPOS",
  "COUNT",
  "UNTIL",
  "WKST",
] as const;
type Part = (typeof PARTS)[number];

class Refusal extends Error {
  constructor(
    readonly reason: RuleProblem["reason"],
    readonly part: string,
  ) {
    super(reason);
  }
}

function partsOf(text: string): Map<Part, string> {
  const found = new Map<Part, string>();
  for (const piece of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .replace(/;$/, "")
    .split(";")) {
    const [name = "", value = "", ...rest] = piece.split("=");
    if (rest.length > 0 || !value) throw new Refusal("series.rule_malformed", name);
    if (!(PARTS as readonly string[]).includes(name)) throw new Refusal("series.rule_part", name);
    if (found.has(name as Part)) throw new Refusal("series.rule_malformed", name);
    found.set(name as Part, value);
  }
  return found;
}

function numbersOf(
  parts: Map<Part, string>,
  name: Part,
  { max, negative = false }: { max: number; negative?: boolean },
): number[] {
  const text = parts.get(name);
  if (text === undefined) return [];
  const numbers = text.split(",").map((item) => (/^[+-]?\d{1,4}$/.test(item) ? Number(item) : Number.NaN));
  const fits = (value: number) => Math.abs(value) >= 1 && Math.abs(value) <= max && (negative || value > 0);
  if (!numbers.every(fits)) throw new Refusal("series.rule_value", name);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function daysOf(parts: Map<Part, string>): RuleDay[] {
  const days = (parts.get("BYDAY")?.split(",") ?? []).map((item): RuleDay => {
    const [, nth, weekday] = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(item) ?? [];
    if (!weekday) throw new Refusal("series.rule_value", "BYDAY");
    return { weekday: weekday as Weekday, nth: nth === undefined ? null : Number(nth) };
  });
  const keyOf = ({ weekday, nth }: RuleDay) => `${nth ?? ""}${weekday}`;
  return [...new Map(days.map((day) => [keyOf(day), day])).values()].sort(
    (a, b) => WEEKDAYS.indexOf(a.weekday) - WEEKDAYS.indexOf(b.weekday) || (a.nth ?? 0) - (b.nth ?? 0),
  );
}

function untilOf(parts: Map<Part, string>, timeZone: string): string | null {
  const text = parts.get("UNTIL");
  if (text === undefined) return null;
  const [, year, month, day, , hour = "23", minute = "59", utc] =
    /^(\d{4})(\d{2})(\d{2})(T(\d{2})(\d{2})\d{2}(Z)?)?$/.exec(text) ?? [];
  const wall = `${year}-${month}-${day}T${hour}:${minute}`;
  const read = new Date(`${wall}Z`);
  if (!year || Number.isNaN(read.getTime()) || read.toISOString().slice(0, 16) !== wall)
    throw new Refusal("series.rule_value", "UNTIL");
  return utc ? wallTimeOf(read, timeZone) : wall;
}

/** Which parts make sense together; the rest of RFC 5545 says nothing that a person would mean by it. */
function requireSense(rule: Recurrence): void {
  const { frequency, byDay, byMonthDay, byMonth, bySetPos, count, until } = rule;
  const refuse = (part: Part) => {
    throw new Refusal("series.rule_combination", part);
  };
  const byMonths = frequency === "MONTHLY" || frequency === "YEARLY";
  if (byMonth.length > 0 && frequency !== "YEARLY") refuse("BYMONTH");
  if (byMonthDay.length > 0 && !byMonths) refuse("BYMONTHDAY");
  if (byMonthDay.length > 0 && byDay.length > 0) refuse("BYMONTHDAY");
  if (byDay.some(({ nth }) => nth !== null) && (!byMonths || bySetPos.length > 0)) refuse("BYDAY");
  // Without a month, a yearly rule by days means every month of it: that is a monthly rule.
  if (frequency === "YEARLY" && byMonth.length === 0 && byDay.length + byMonthDay.length > 0)
    refuse("BYMONTH");
  if (bySetPos.length > 0 && (!byMonths || byDay.length === 0)) refuse("BYSETPOS");
  if (count !== null && until !== null) throw new Refusal("series.rule_two_ends", "COUNT");
}

/** Read an RRULE. `UNTIL` in UTC is turned into wall time of `timeZone`; a date alone means its whole day. */
export function parseRule(text: string, timeZone: string): ParsedRule {
  try {
    const parts = partsOf(text);
    const frequency = FREQUENCIES.find((name) => name === parts.get("FREQ"));
    if (!frequency) throw new Refusal("series.rule_frequency", "FREQ");
    if (parts.has("WKST") && parts.get("WKST") !== "MO") throw new Refusal("series.rule_value", "WKST");
    const [interval = 1] = numbersOf(parts, "INTERVAL", { max: intervalMax[frequency] });
    const [count = null] = numbersOf(parts, "COUNT", { max: countMax });
    const recurrence: Recurrence = {
      frequency,
      interval,
      byDay: daysOf(parts),
      byMonthDay: numbersOf(parts, "BYMONTHDAY", { max: 31, negative: true }),
      byMonth: numbersOf(parts, "BYMONTH", { max: 12 }),
      bySetPos: numbersOf(parts, "BYSETPOS", { max: 31, negative: true }),
      count,
      until: untilOf(parts, timeZone),
    };
    requireSense(recurrence);
    return { ok: true, recurrence };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: { reason: error.reason, part: error.part } };
    throw error;
  }
}

/** The RRULE of a recurrence, in one order, so that equal rules are equal texts. */
export function writeRule(rule: Recurrence): string {
  const part = (name: string, values: readonly (string | number)[]) =>
    values.length > 0 ? [`${name}=${values.join(",")}`] : [];
  return [
    `FREQ=${rule.frequency}`,
    ...part("INTERVAL", rule.interval > 1 ? [rule.interval] : []),
    ...part("BYMONTH", rule.byMonth),
    ...part("BYMONTHDAY", rule.byMonthDay),
    ...part(
      "BYDAY",
      rule.byDay.map(({ weekday, nth }) => `${nth ?? ""}${weekday}`),
    ),
    ...part("BYSETPOS", rule.bySetPos),
    ...part("COUNT", rule.count === null ? [] : [rule.count]),
    ...part("UNTIL", rule.until === null ? [] : [`${rule.until.replaceAll(/[-:]/g, "")}00`]),
  ].join(";");
}
