import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Id, newId } from "@/kernel/ids";
import type { PostPart } from "@/modules/publishing/schemas";
import { aChannel } from "@/testing/composer";
import {
  isPlain,
  partCellsOf,
  partFilesIn,
  partsOfCells,
  readChannelCells,
  readPartCells,
  variantsOfCells,
} from "./policy.details";
import { readSheet } from "./policy.read";

const files = new Map<string, Id<"asset">>([1, 2, 3].map((n) => [`file ${n}.png`, newId("asset")]));
const wordOf = (id: string) => [...files].find(([, known]) => known === id)?.[0] ?? id;
const assetOf = (word: string) => files.get(word);
const nothing = () => undefined;

const part: fc.Arbitrary<PostPart> = fc.record({
  kind: fc.constantFrom("thread", "first_comment", "follow_up"),
  body: fc.string({ unit: "grapheme" }),
  media: fc.array(
    fc.record({ assetId: fc.constantFrom(...files.values()), altText: fc.string({ unit: "grapheme" }) }),
    { maxLength: 3 },
  ),
  delayMinutes: fc.integer({ min: 0, max: 10_000 }),
});

test("parts are read back as they were written, files and delays included", () =>
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 25 }), (parts) => {
      const cell = JSON.stringify(partCellsOf(parts, wordOf));
      const read = readPartCells(cell);
      expect(Array.isArray(read) && partsOfCells(read, { assetOf, unknown: nothing })).toEqual(parts);
      expect(partFilesIn({ parts: cell })).toEqual(
        parts.flatMap(({ media }) => media.map(({ assetId }) => wordOf(assetId))),
      );
    }),
  ));

test.each<[string, unknown]>([
  ["not JSON", "nope"],
  ["not a list", { kind: "thread" }],
  ["an unknown kind", [{ kind: "poll" }]],
  ["a word too many", [{ kind: "thread", text: "x", colour: "red" }]],
])("a cell that holds %s is malformed", (_, value) =>
  expect(readPartCells(typeof value === "string" ? value : JSON.stringify(value))).toBe("malformed"),
);

test("details of a JSON file stay JSON, and its other lists become lists", () => {
  const details = [{ channel: "Here", text: "Short, for here" }];
  const file = JSON.stringify([{ text: "a", tags: ["x", "y"], "channel by channel": details }]);
  const { rows } = readSheet(file, { fileName: "plan.json" });
  expect(rows[0]?.tags).toBe("x, y");
  expect(readChannelCells(rows[0]?.["channel by channel"])).toEqual(details);
});

test("an empty cell says nothing", () =>
  expect([readPartCells(""), readPartCells("  "), readChannelCells(undefined)]).toEqual([null, null, null]));

describe("what is otherwise on one channel", () => {
  const [here, there] = [aChannel({ name: "Here" }), aChannel({ name: "There" })];
  const world = {
    ...{ words: ["a.png", "b.png"], channels: [here], assetOf },
    channelOf: (word: string) => [here, there].find(({ name }) => name === word),
  };

  test("names files of its row by their place", () =>
    expect(
      variantsOfCells([{ channel: "Here", text: "Short", media: ["b.png"] }], { ...world, unknown: nothing }),
    ).toEqual([{ channelId: here.id, body: "Short", files: [1], parts: null, from: null, settings: {} }]));

  test("tells of files and channels that the row does not have", () => {
    const told: string[] = [];
    const unknown = (...words: string[]) => void told.push(words.join(" "));
    variantsOfCells([{ channel: "Here", media: ["c.png"] }, { channel: "There" }], { ...world, unknown });
    expect(told).toEqual(["file c.png variants", "channel There variants"]);
  });
});

test("a thread with a comment needs no more columns than its own; anything else does", () => {
  const plain = (kind: PostPart["kind"], more: Partial<PostPart> = {}) => ({
    ...{ kind, body: "x", media: [], delayMinutes: 0 },
    ...more,
  });
  const judged = [
    [],
    [plain("thread"), plain("first_comment")],
    [plain("first_comment"), plain("thread")],
    [plain("follow_up")],
    [plain("thread", { delayMinutes: 5 })],
    [plain("thread", { body: "a\n---\nb" })],
  ].map(isPlain);
  expect(judged).toEqual([true, true, false, false, false, false]);
});
