import type { SlotInput } from "../schemas";

/** ISO weekdays, Monday first. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Days that are often meant together. */
export const DAY_GROUPS = { workdays: [1, 2, 3, 4, 5], weekend: [6, 7], everyDay: [...WEEKDAYS] } as const;

const keyOf = ({ weekday, time }: Pick<SlotInput, "weekday" | "time">) => `${weekday} ${time}`;
const byTime = (a: SlotInput, b: SlotInput) => keyOf(a).localeCompare(keyOf(b));

/** Tell whether two slots are the same moment of the week. */
export const isSameTime = (
  a: Pick<SlotInput, "weekday" | "time">,
  b: Pick<SlotInput, "weekday" | "time">,
): boolean => keyOf(a) === keyOf(b);

/** Only what a week says, in the order of the week. */
export const bareWeekOf = (slots: readonly SlotInput[]): SlotInput[] =>
  slots.map(({ weekday, time, label, evergreen }) => ({ weekday, time, label, evergreen })).sort(byTime);

/** Add one time to several days; a day that has it keeps its own. */
export function withTimes(
  slots: readonly SlotInput[],
  days: readonly number[],
  { time, label }: { time: string; label: string | null },
): SlotInput[] {
  const fresh = days
    .map((weekday) => ({ weekday, time, label, evergreen: true }))
    .filter((slot) => !slots.some((other) => isSameTime(slot, other)));
  return [...slots, ...fresh].sort(byTime);
}

/** The week without one of its slots. */
export const withoutSlot = (slots: readonly SlotInput[], gone: SlotInput): SlotInput[] =>
  slots.filter((slot) => !isSameTime(slot, gone));

/** The week with one slot said otherwise; a time that the day has already is refused with null. */
export function withChanged(
  slots: readonly SlotInput[],
  before: SlotInput,
  after: SlotInput,
): SlotInput[] | null {
  const rest = withoutSlot(slots, before);
  return rest.some((slot) => isSameTime(slot, after)) ? null : [...rest, after].sort(byTime);
}

/** Tell whether two weeks say the same. */
export const isSameWeek = (a: readonly SlotInput[], b: readonly SlotInput[]): boolean =>
  JSON.stringify(bareWeekOf(a)) === JSON.stringify(bareWeekOf(b));

/** How many times of how many days a week has. */
export const countWeek = (slots: readonly SlotInput[]) => ({
  times: slots.length,
  days: new Set(slots.map(({ weekday }) => weekday)).size,
});
