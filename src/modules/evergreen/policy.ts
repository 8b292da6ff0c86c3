import type { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { textKeyOf } from "./schemas";

/** Posts that one pass writes at most. */
export const fillMax = 50;
const weekDays = 7;

/** The calendar day of an instant in a zone, counted from 1970: rules are about days, whatever clocks do. */
export const dayNumberOf = (at: Date, timeZone: string): number =>
  Date.parse(`${wallTimeOf(at, timeZone).slice(0, 10)}T00:00Z`) / dayMs;

/** A free slot of a channel. */
export interface Gap {
  channelId: Id<"channel">;
  at: Date;
  day: number;
}

export interface GapCollection {
  id: Id<"collection">;
  channelIds: readonly string[];
  cooldownDays: number;
  weeklyCap: number;
  /** The last day that it fills. */
  lastDay: number;
}

export interface GapItem {
  id: Id<"evergreen">;
  collectionId: Id<"collection">;
  variations: readonly string[];
  /** Null: no end. */
  usesLeft: number | null;
  /** Channels that refuse it as it is. */
  refusedBy: readonly string[];
}

/** What went, or will go, to a channel. */
export interface Appearance {
  channelId: Id<"channel">;
  day: number;
  text: string;
  /** Null: no collection made it. */
  evergreenId: Id<"evergreen"> | null;
  collectionId: Id<"collection"> | null;
}

/** One item in one of its texts for one free slot. */
export interface Fill extends Gap {
  evergreenId: Id<"evergreen">;
  collectionId: Id<"collection">;
  variation: number;
  text: string;
}

export interface GapInput {
  gaps: readonly Gap[];
  collections: readonly GapCollection[];
  items: readonly GapItem[];
  history: readonly Appearance[];
  max?: number;
}

interface Known extends Appearance {
  key: string;
  /** The cooldown of the collection that made it. */
  cooldownDays: number;
}

const never = Number.NEGATIVE_INFINITY;
const lastDay = (list: readonly Appearance[]) => list.reduce((last, { day }) => Math.max(last, day), never);
const within = (list: readonly Appearance[], day: number, days: number) =>
  list.some((appearance) => Math.abs(appearance.day - day) < days);

/** Whether one more on this day keeps every span of seven days within the cap. */
function fitsCap(own: readonly Appearance[], day: number, cap: number): boolean {
  for (let from = day - weekDays + 1; from <= day; from++)
    if (own.filter((made) => made.day >= from && made.day < from + weekDays).length >= cap) return false;
  return true;
}

/** The text whose turn it is on a channel: the one not seen there for longest, then not seen anywhere for longest. */
function turnOf(item: GapItem, gap: Gap, cooldownDays: number, known: readonly Known[]): number | null {
  const ranked = item.variations
    .map((text, index) => {
      const seen = known.filter(({ key }) => key === textKeyOf(text));
      const here = seen.filter(({ channelId }) => channelId === gap.channelId);
      // Two collections may hold the same text: the longer of their cooldowns counts.
      const blocked = here.some(
        (known) => Math.abs(known.day - gap.day) < Math.max(cooldownDays, known.cooldownDays),
      );
      return { index, blocked, here: lastDay(here), anywhere: lastDay(seen) };
    })
    .filter(({ blocked }) => !blocked)
    .sort((a, b) => compare(a.here, b.here) || compare(a.anywhere, b.anywhere) || a.index - b.index);
  return ranked[0]?.index ?? null;
}

// Subtracting two infinities is no number.
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

interface Desk {
  known: Known[];
  cooldownOf: (id: Id<"collection"> | null) => number;
  usesLeft: Map<Id<"evergreen">, number | null>;
}

function candidatesFor(gap: Gap, { collections, items }: GapInput, { known, usesLeft }: Desk) {
  const onChannel = known.filter(({ channelId }) => channelId === gap.channelId);
  return collections
    .filter(
      ({ id, channelIds, weeklyCap, lastDay: last }) =>
        channelIds.includes(gap.channelId) &&
        gap.day <= last &&
        fitsCap(
          onChannel.filter(({ collectionId }) => collectionId === id),
          gap.day,
          weeklyCap,
        ),
    )
    .flatMap(({ id, cooldownDays }) =>
      items.flatMap((item) => {
        if (item.collectionId !== id || item.refusedBy.includes(gap.channelId)) return [];
        if (usesLeft.get(item.id) === 0) return [];
        const own = onChannel.filter(({ evergreenId }) => evergreenId === item.id);
        if (within(own, gap.day, cooldownDays)) return [];
        const variation = turnOf(item, gap, cooldownDays, known);
        return variation === null ? [] : [{ item, variation }];
      }),
    );
}

/**
 * What goes into which free slot: the item that was not used for longest, in the text whose turn it is. Slots are
 * filled in the order of time; the same input always gives the same answer.
 */
export function planFills(input: GapInput): Fill[] {
  const cooldowns = new Map(input.collections.map(({ id, cooldownDays }) => [id, cooldownDays]));
  const cooldownOf = (id: Id<"collection"> | null) => (id === null ? 0 : (cooldowns.get(id) ?? 0));
  const desk: Desk = {
    known: input.history.map((appearance) => ({
      ...appearance,
      key: textKeyOf(appearance.text),
      cooldownDays: cooldownOf(appearance.collectionId),
    })),
    cooldownOf,
    usesLeft: new Map(input.items.map(({ id, usesLeft }) => [id, usesLeft])),
  };
  const gaps = [...input.gaps].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || compareText(a.channelId, b.channelId),
  );
  const fills: Fill[] = [];
  for (const gap of gaps) {
    if (fills.length >= (input.max ?? fillMax)) break;
    const usedOn = (id: Id<"evergreen">) =>
      lastDay(desk.known.filter(({ evergreenId }) => evergreenId === id));
    const [best] = candidatesFor(gap, input, desk).sort(
      (a, b) => compare(usedOn(a.item.id), usedOn(b.item.id)) || compareText(a.item.id, b.item.id),
    );
    if (best) fills.push(take(gap, best, desk));
  }
  return fills;
}

function take(gap: Gap, { item, variation }: { item: GapItem; variation: number }, desk: Desk): Fill {
  const { id: evergreenId, collectionId } = item;
  const text = item.variations[variation] ?? "";
  const { channelId, day } = gap;
  const cooldownDays = desk.cooldownOf(collectionId);
  desk.known.push({ channelId, day, text, evergreenId, collectionId, key: textKeyOf(text), cooldownDays });
  const left = desk.usesLeft.get(evergreenId) ?? null;
  if (left !== null) desk.usesLeft.set(evergreenId, left - 1);
  return { ...gap, evergreenId, collectionId, variation, text };
}

const compareText = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** Whether an item may still be used. */
export function stateOf(item: { retiredAt: Date | null; uses: number; usesMax: number | null }) {
  if (item.retiredAt) return "retired" as const;
  return item.usesMax !== null && item.uses >= item.usesMax ? ("used_up" as const) : ("active" as const);
}

/** What stays refused until somebody edits the item, or what it names: everything else may fit another time. */
const ABOUT_CONTENT = new Set([
  "post.has_issues",
  "post.foreign_media",
  "asset.not_found",
  "campaign.not_found",
  "label.not_found",
]);

/** Whether a refusal is about what an item says, not about when or where it was to go. */
export const isAboutContent = ({ reason }: Pick<DomainError, "reason">): boolean => ABOUT_CONTENT.has(reason);
