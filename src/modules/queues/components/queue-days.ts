import { wallTimeOf } from "@/kernel/time";
import type { QueueEntry, QueueRow } from "../schemas";

export interface QueueDay {
  /** `2026-11-23`; null: what waits for a paused queue and has no day. */
  day: string | null;
  rows: QueueRow[];
}

/** The rows of a queue by day of its own zone; what its pause made late comes first. */
export function queueDaysOf(rows: readonly QueueRow[], zone: string, now: Date): QueueDay[] {
  const late = rows.filter(({ at }) => at <= now);
  const ahead = Map.groupBy(
    rows.filter(({ at }) => at > now),
    ({ at }) => wallTimeOf(at, zone).slice(0, 10),
  );
  const days: QueueDay[] = [...ahead].map(([day, rows]) => ({ day, rows }));
  return late.length > 0 ? [{ day: null, rows: late }, ...days] : days;
}

/** Names a row for as long as nothing moves. */
export const rowKeyOf = ({ at, entry, slotId }: QueueRow): string =>
  `${at.getTime()}-${slotId ?? entry?.deliveryId ?? ""}`;

/** Tell whether a queued post may be put there: the slot is free, or its post may move on. */
export const takesPosts = ({ slotId, entry }: QueueRow): boolean => (entry ? entry.movable : slotId !== null);

const placeOf = (rows: readonly QueueRow[], deliveryId: string): number =>
  rows.findIndex(({ entry }) => entry?.deliveryId === deliveryId);

/** The slot above or below a post that takes posts; null at the end. */
export function neighbourOf(
  rows: readonly QueueRow[],
  deliveryId: string,
  direction: "up" | "down",
): QueueRow | null {
  const from = placeOf(rows, deliveryId);
  if (from < 0) return null;
  return direction === "up"
    ? (rows.slice(0, from).findLast(takesPosts) ?? null)
    : (rows.slice(from + 1).find(takesPosts) ?? null);
}

/**
 * The rows after a post was put at `at`, as the server will have them: on a free slot it leaves its own behind; on a
 * taken one those between move on by one. Null where it cannot go.
 */
export function withMovedEntry(rows: readonly QueueRow[], deliveryId: string, at: Date): QueueRow[] | null {
  const from = placeOf(rows, deliveryId);
  const to = rows.findIndex((row) => row.at.getTime() === at.getTime() && takesPosts(row));
  const moving = rows[from]?.entry;
  const target = rows[to];
  if (!moving?.movable || !target || from === to) return null;
  const put = (entries: ReadonlyMap<number, QueueEntry | null>) =>
    rows
      .map((row, index) => ({ ...row, entry: entries.has(index) ? (entries.get(index) ?? null) : row.entry }))
      .filter(({ entry, slotId }) => entry !== null || slotId !== null);
  if (!target.entry)
    return put(
      new Map([
        [to, moving],
        [from, null],
      ]),
    );
  const step = from < to ? 1 : -1;
  const between = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row, index }) => row.entry?.movable && (index - from) * step >= 0 && (to - index) * step >= 0)
    .sort((a, b) => (a.index - b.index) * step);
  return put(
    new Map(between.map(({ index }, position) => [index, between[position + 1]?.row.entry ?? moving])),
  );
}
