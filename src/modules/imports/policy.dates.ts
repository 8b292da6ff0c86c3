import { Temporal } from "temporal-polyfill";
import { plainOf } from "./policy.columns";
import type { DateOrder } from "./schemas";

/** A date without a time, or a time without a date, while the other is still to come. */
export interface DateParts {
  /** `2026-11-21` */
  date: string | null;
  /** `09:30` */
  time: string | null;
  /** An instant with an offset, which needs neither zone nor order. */
  instant: Date | null;
}

const MONTHS: Record<string, number> = Object.fromEntries(
  [
    "january janvier jan janv",
    "february fevrier feb fev fevr",
    "march mars mar",
    "april avril apr avr",
    "may mai",
    "june juin jun",
    "july juillet jul juil",
    "august aout aug",
    "september septembre sep sept",
    "october octobre oct",
    "november novembre nov",
    "december decembre dec",
  ].flatMap((names, index) => names.split(" ").map((name) => [name, index + 1] as const)),
);
const weekday =
  /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*|^(?:lun|mar|mer|mercre|jeu|ven|vendre|sam|same|dim|diman)(?:di|che)?\b\.?,?\s+(?=\d)/i;

const pad = (value: number, length = 2): string => String(value).padStart(length, "0");

function dateOf(year: number, month: number, day: number): string | null {
  const full = year < 100 ? 2000 + year : year;
  try {
    const date = Temporal.PlainDate.from({ year: full, month, day }, { overflow: "reject" });
    return full >= 1970 && full <= 9999 ? date.toString() : null;
  } catch {
    return null;
  }
}

const TIME = /^(\d{1,2})(?:\s*(?:h|:|\.)\s*(\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*(?:(h)|([ap])\.?\s*m\.?)?$/i;

/** Read a time of day: `09:30`, `9h30`, `9 h`, `9:30 AM`, `9 pm`; null when it is none. */
export function parseTime(text: string): string | null {
  const match = TIME.exec(
    text
      .trim()
      .replace(/\u00a0|\u202f/g, " ")
      .replace(/^[àa@]\s+/i, "")
      .replace(/\s*(min|mn)$/i, ""),
  );
  if (!match) return null;
  const [, hours = "", minutes, seconds, bareHour, half] = match;
  // "9" alone may be anything.
  if (minutes === undefined && bareHour === undefined && half === undefined) return null;
  if (seconds !== undefined && minutes === undefined) return null;
  let hour = Number(hours);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  const minute = Number(minutes ?? 0);
  return hour > 23 || minute > 59 ? null : `${pad(hour)}:${pad(minute)}`;
}

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/;
const NUMERIC = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)/;
const DAY_FIRST = /^(\d{1,2})(?:er|st|nd|rd|th)?[\s-]+(\p{L}+)\.?,?[\s-]+(\d{4}|\d{2})(?!\d)/iu;
const MONTH_FIRST = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/iu;
const OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})$/i;

const monthOf = (word: string): number => MONTHS[plainOf(word)] ?? 0;

/** The date at the start of a text, and how long it is. */
function leadingDate(text: string, order: DateOrder): { date: string | null; length: number } | null {
  const iso = ISO.exec(text);
  if (iso) return { date: dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3])), length: iso[0].length };
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    const [first, second, year] = [Number(numeric[1]), Number(numeric[2]), Number(numeric[3])];
    const [day, month] = order === "dmy" ? [first, second] : [second, first];
    return { date: dateOf(year, month, day), length: numeric[0].length };
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst)
    return {
      date: dateOf(Number(dayFirst[3]), monthOf(dayFirst[2] ?? ""), Number(dayFirst[1])),
      length: dayFirst[0].length,
    };
  const monthFirst = MONTH_FIRST.exec(text);
  if (!monthFirst) return null;
  return {
    date: dateOf(Number(monthFirst[3]), monthOf(monthFirst[1] ?? ""), Number(monthFirst[2])),
    length: monthFirst[0].length,
  };
}

const tidy = (text: string): string => text.trim().replace(/[\u00a0\u202f\s]+/g, " ");

/** Read a date with or without a time; null when it is neither. */
export function parseDate(text: string, order: DateOrder): DateParts | null {
  const whole = tidy(text);
  if (OFFSET.test(whole)) {
    const instant = new Date(
      whole
        .replace(" ", "T")
        .replace(/\s/g, "")
        .replace(/([+-]\d{2})(\d{2})$/, "$1:$2"),
    );
    return Number.isNaN(instant.getTime()) ? null : { date: null, time: null, instant };
  }
  const bare = whole.replace(weekday, "");
  const found = leadingDate(bare, order);
  if (!found || found.date === null) return null;
  const rest = bare
    .slice(found.length)
    .replace(/^[T,\s]+|^\s*[-–—]\s*/, "")
    .trim();
  if (rest === "") return { date: found.date, time: null, instant: null };
  const time = parseTime(rest.replace(/^at\s+/i, ""));
  return time === null ? null : { date: found.date, time, instant: null };
}

export interface DateReading {
  order: DateOrder;
  /** False: every date could be read either way. */
  certain: boolean;
  /** True: some dates can only be read the other way round. */
  mixed: boolean;
}

/** Whether days or months come first, judged over a whole column. */
export function readDateOrder(
  values: readonly string[],
  fallback: DateOrder,
  chosen?: DateOrder,
): DateReading {
  let [dayFirst, monthFirst, open, halves] = [0, 0, 0, 0];
  for (const value of values) {
    const bare = tidy(value).replace(weekday, "");
    const match = NUMERIC.exec(bare);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    if (first > 12 && second <= 12) dayFirst += 1;
    else if (second > 12 && first <= 12) monthFirst += 1;
    else if (first !== second) open += 1;
    if (/[ap]\.?m\.?$/i.test(bare)) halves += 1;
  }
  const seen = dayFirst + monthFirst;
  const told: DateOrder | null = seen === 0 ? null : dayFirst >= monthFirst ? "dmy" : "mdy";
  const order = chosen ?? told ?? (halves > 0 ? "mdy" : fallback);
  const against = order === "dmy" ? monthFirst : dayFirst;
  return { order, certain: chosen !== undefined || told !== null || open === 0, mixed: against > 0 };
}
