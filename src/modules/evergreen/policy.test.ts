import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { type Appearance, dayNumberOf, type Fill, type GapInput, planFills, stateOf } from "./policy";
import { textKeyOf } from "./schemas";

const collectionId = (n: number): Id<"collection"> => `collection_${n}`;
const evergreenId = (n: number): Id<"evergreen"> => `evergreen_${n}`;
const channelId = (n: number): Id<"channel"> => `channel_${n}`;
const today = 20_000;
const gapAt = (channel: number, day: number, hour = 9) => ({
  channelId: channelId(channel),
  day,
  at: new Date(day * dayMs + hour * 3_600_000),
});

const small = (max: number) => fc.integer({ min: 0, max });
const aCase = fc
  .record({
    gaps: fc.uniqueArray(fc.record({ channel: small(2), day: small(30), hour: small(23) }), {
      maxLength: 40,
      selector: ({ channel, day, hour }) => `${channel} ${day} ${hour}`,
    }),
    collections: fc.array(
      fc.record({
        channels: fc.uniqueArray(small(2), { maxLength: 3 }),
        cooldownDays: fc.integer({ min: 1, max: 20 }),
        weeklyCap: fc.integer({ min: 1, max: 4 }),
        horizon: small(30),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    items: fc.array(
      fc.record({
        collection: small(2),
        // Few texts, so that two items share some.
        texts: fc.uniqueArray(fc.constantFrom("One", "Two", "Three", "Four"), { minLength: 1 }),
        usesLeft: fc.option(small(4)),
        refused: fc.uniqueArray(small(2), { maxLength: 1 }),
      }),
      { maxLength: 6 },
    ),
    history: fc.array(
      fc.record({
        channel: small(2),
        day: fc.integer({ min: -30, max: 30 }),
        text: fc.constantFrom(" one ", "TWO", "Else"),
        item: fc.option(small(5)),
      }),
      { maxLength: 10 },
    ),
  })
  .map(
    ({ gaps, collections, items, history }): GapInput => ({
      gaps: gaps.map(({ channel, day, hour }) => gapAt(channel, today + day, hour)),
      collections: collections.map(({ channels, cooldownDays, weeklyCap, horizon }, index) => ({
        id: collectionId(index),
        channelIds: channels.map(channelId),
        cooldownDays,
        weeklyCap,
        lastDay: today + horizon,
      })),
      items: items.map(({ collection, texts, usesLeft, refused }, index) => ({
        id: evergreenId(index),
        collectionId: collectionId(collection),
        variations: texts,
        usesLeft,
        refusedBy: refused.map(channelId),
      })),
      history: history.map(({ channel, day, text, item }) => ({
        channelId: channelId(channel),
        day: today + day,
        text,
        evergreenId: item === null ? null : evergreenId(item),
        collectionId: item === null ? null : collectionId(items[item]?.collection ?? 0),
      })),
    }),
  );

/** Everything that is on a channel once the fills are made, but for one of them. */
const others = (input: GapInput, fills: readonly Fill[], but: Fill): Appearance[] => [
  ...input.history,
  ...fills.filter((fill) => fill !== but),
];
const collectionOf = (input: GapInput, id: Id<"collection">) => {
  const found = input.collections.find((collection) => collection.id === id);
  if (!found) throw new Error("A fill of no collection");
  return found;
};

describe("filling gaps", () => {
  const holds = (check: (input: GapInput, fills: Fill[]) => void) =>
    fc.assert(
      fc.property(aCase, (input) => check(input, planFills(input))),
      { numRuns: 400 },
    );

  test("takes free slots of its own channels only, each once, within the horizon", () => {
    holds((input, fills) => {
      const free = new Set(input.gaps.map(({ channelId: id, at }) => `${id} ${at.getTime()}`));
      for (const { channelId: id, at, day, collectionId: of } of fills) {
        expect(free.delete(`${id} ${at.getTime()}`)).toBe(true);
        expect(collectionOf(input, of).channelIds).toContain(id);
        expect(day).toBeLessThanOrEqual(collectionOf(input, of).lastDay);
      }
    });
  });

  test("brings no item and no text back to a channel within its cooldown, even from another item", () => {
    holds((input, fills) => {
      for (const fill of fills) {
        const { cooldownDays } = collectionOf(input, fill.collectionId);
        for (const other of others(input, fills, fill)) {
          if (other.channelId !== fill.channelId || Math.abs(other.day - fill.day) >= cooldownDays) continue;
          expect(other.evergreenId).not.toBe(fill.evergreenId);
          expect(textKeyOf(other.text)).not.toBe(textKeyOf(fill.text));
        }
      }
    });
  });

  test("never makes more than the cap in any seven days on a channel", () => {
    holds((input, fills) => {
      const clean = { ...input, history: [] };
      const made = planFills(clean);
      for (const { id, weeklyCap } of input.collections)
        for (const channel of [0, 1, 2])
          for (let from = today - 7; from <= today + 31; from++) {
            const span = made.filter(
              (fill) =>
                fill.collectionId === id &&
                fill.channelId === channelId(channel) &&
                fill.day >= from &&
                fill.day < from + 7,
            );
            expect(span.length).toBeLessThanOrEqual(weeklyCap);
          }
      expect(fills.length).toBeLessThanOrEqual(input.gaps.length);
    });
  });

  test("uses no item more often than it may, nor where it is refused", () => {
    holds((input, fills) => {
      for (const { id, usesLeft, refusedBy } of input.items) {
        const own = fills.filter((fill) => fill.evergreenId === id);
        if (usesLeft !== null) expect(own.length).toBeLessThanOrEqual(usesLeft);
        expect(own.some((fill) => refusedBy.includes(fill.channelId))).toBe(false);
      }
    });
  });

  test("says the same every time, whatever the order in which things are told", () => {
    holds((input, fills) => {
      const turned = {
        ...input,
        gaps: [...input.gaps].reverse(),
        items: [...input.items].reverse(),
        history: [...input.history].reverse(),
      };
      expect(planFills(turned)).toEqual(fills);
    });
  });

  test("uses the texts of an item in turn", () => {
    const input: GapInput = {
      gaps: [0, 7, 14, 21, 28].map((day) => gapAt(0, today + day)),
      collections: [
        {
          id: collectionId(0),
          channelIds: [channelId(0)],
          cooldownDays: 7,
          weeklyCap: 1,
          lastDay: today + 60,
        },
      ],
      items: [
        {
          id: evergreenId(0),
          collectionId: collectionId(0),
          variations: ["A", "B", "C"],
          usesLeft: null,
          refusedBy: [],
        },
      ],
      history: [],
    };
    expect(planFills(input).map(({ text }) => text)).toEqual(["A", "B", "C", "A", "B"]);
  });

  test("shares slots fairly: the item that was not used for longest goes first", () => {
    const item = (n: number) => ({
      id: evergreenId(n),
      collectionId: collectionId(0),
      variations: [`text ${n}`],
      usesLeft: null,
      refusedBy: [],
    });
    const input: GapInput = {
      gaps: [0, 1, 2].map((day) => gapAt(0, today + day)),
      collections: [
        {
          id: collectionId(0),
          channelIds: [channelId(0)],
          cooldownDays: 1,
          weeklyCap: 9,
          lastDay: today + 9,
        },
      ],
      items: [item(0), item(1), item(2)],
      history: [
        {
          channelId: channelId(0),
          day: today - 3,
          text: "text 0",
          evergreenId: evergreenId(0),
          collectionId: collectionId(0),
        },
      ],
    };
    expect(planFills(input).map(({ text }) => text)).toEqual(["text 1", "text 2", "text 0"]);
  });

  test("a weekly slot is a week later for a weekly cooldown, also where clocks change", () => {
    const [before, after] = ["2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"].map((at) =>
      dayNumberOf(new Date(at), "Europe/Paris"),
    );
    expect((after ?? 0) - (before ?? 0)).toBe(7);
  });
});

test("an item is active until it is retired or used up", () => {
  const item = { retiredAt: null, uses: 2, usesMax: 3 };
  expect(stateOf(item)).toBe("active");
  expect(stateOf({ ...item, uses: 3 })).toBe("used_up");
  expect(stateOf({ ...item, usesMax: null })).toBe("active");
  expect(stateOf({ ...item, retiredAt: new Date() })).toBe("retired");
});
