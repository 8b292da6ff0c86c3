import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { aChannel, aMediaItem, savedPost } from "@/testing/composer";
import { backupShape } from "./composer-backup";
import { composeChannels, type ComposedChannel } from "./composer-check";
import { type DraftPart, freshPart, reduceParts } from "./composer-parts";
import {
  type ComposerAction,
  contentInputOf,
  type Draft,
  draftOf,
  emptyDraft,
  isBlank,
  markOf,
  reduceComposer,
} from "./composer-state";

const [first, second, third] = [freshPart("thread", "1"), freshPart("thread", "2"), freshPart("thread", "3")];
const three = [first, second, third] as const;
const bodies = (parts: readonly DraftPart[]) => parts.map(({ body }) => body).join("");
const channelId = newId("channel");
const after = (...actions: ComposerAction[]): Draft =>
  actions.reduce(reduceComposer, { draft: emptyDraft("en", [channelId]), shelved: {} }).draft;
const addShared: ComposerAction = { type: "parts", channelId: null, act: { do: "add", parts: three } };
const partCarrier = (kinds: DraftPart["kind"][] = ["thread", "first_comment", "follow_up"]) =>
  aChannel({ id: channelId, capabilities: { parts: { kinds, max: 3 } } });

function compose(draft: Draft, channel = partCarrier()): ComposedChannel {
  const [one] = composeChannels({ ...draft, body: "Post" }, { channels: [channel], settings: new Map() });
  if (!one) throw new Error("the channel is not chosen");
  return one;
}

test("parts move by one place, and stop at the ends", () => {
  expect(bodies(reduceParts(three, { do: "move", key: third.key, by: -1 }))).toBe("132");
  expect(bodies(reduceParts(three, { do: "move", key: first.key, by: 1 }))).toBe("213");
  expect(bodies(reduceParts(three, { do: "move", key: first.key, by: -1 }))).toBe("123");
});

test("a file that arrives late finds its part wherever that is by then, once", () => {
  const item = aMediaItem();
  const moved = reduceParts(three, { do: "move", key: first.key, by: 1 });
  const attach = { do: "attach", key: first.key, items: [item] } as const;
  const twice = reduceParts(reduceParts(moved, attach), attach);
  expect(twice.map(({ media }) => media.length)).toEqual([0, 1, 0]);
  expect(reduceParts(twice, { do: "remove", key: first.key })).toHaveLength(2);
  expect(reduceParts([], attach)).toEqual([]);
});

test("a channel has the parts of all until it has its own, and no part at all is its own too", () => {
  const shared = after(addShared);
  expect(compose(shared).parts).toHaveLength(3);
  const own = after(addShared, { type: "variantParts", channelId, parts: [] });
  expect(compose(own).parts).toEqual([]);
  expect(contentInputOf(own).variants[0]?.parts).toEqual([]);
  expect(contentInputOf(shared).variants[0]?.parts).toBeNull();
});

test("what is done to a channel's own parts leaves the others alone", () => {
  const draft = after(
    addShared,
    { type: "variantParts", channelId, parts: [...three] },
    { type: "parts", channelId, act: { do: "change", key: first.key, change: { body: "x" } } },
  );
  expect([bodies(draft.parts), bodies(draft.variants[0]?.parts ?? [])]).toEqual(["123", "x23"]);
});

test("parts and their files come back from the server as they were sent", () => {
  const item = aMediaItem({ altText: "Boats" });
  const part = { ...freshPart("follow_up", "Later"), media: [item] };
  const written = after({ type: "parts", channelId: null, act: { do: "add", parts: [part] } });
  const file = {
    ...item,
    id: item.assetId,
    altText: "As in the library",
    fileName: "a.png",
    createdAt: new Date(0),
  };
  const read = draftOf(savedPost({ ...written, title: null }, { files: [file] }));
  expect(read.parts[0]).toMatchObject({ kind: "follow_up", delayMinutes: 60, media: [item] });
  expect(markOf(read)).toBe(markOf(written));
});

test("a draft of which only a part is written is worth keeping, and a browser's copy keeps it", () => {
  const draft = after(addShared);
  expect([isBlank(draft), isBlank(after())]).toEqual([false, true]);
  const kept = { postId: newId("post"), revision: null, draft, at: "2026-11-21T08:00:00Z" };
  expect(backupShape.parse(JSON.parse(JSON.stringify(kept))).draft.parts).toEqual(draft.parts);
});

test("what is wrong with a part is told at that part, in the tab where it is written", () => {
  const long = { ...freshPart("thread", "a".repeat(21)), media: [aMediaItem({ altText: "" })] };
  const draft = after({ type: "parts", channelId: null, act: { do: "add", parts: [first, long] } });
  expect(compose(draft).problems).toMatchObject([
    { code: "text_too_long", target: { tab: "shared", field: "parts.1.body" } },
    { code: "alt_missing", target: { tab: "shared", field: "parts.1.media" }, file: 1 },
  ]);
  const own = { ...draft, variants: draft.variants.map((one) => ({ ...one, parts: draft.parts })) };
  expect(compose(own).problems[0]?.target.tab).toBe(channelId);
});

test("a network that cannot carry a part says so before anything is saved", () => {
  const problem = (channel: ReturnType<typeof aChannel>) => compose(after(addShared), channel).problems[0];
  expect(problem(aChannel({ id: channelId }))).toMatchObject({
    ...{ severity: "error", code: "parts_unsupported", target: { field: "parts" } },
  });
  expect(problem(partCarrier(["first_comment"]))?.target.field).toBe("parts.0.kind");
});

test("a text is counted and judged as it leaves", () => {
  const channel = partCarrier();
  const [one] = composeChannels(
    { ...after(addShared), body: "{{n}}" },
    { channels: [channel], settings: new Map(), finish: (text) => text.replace("{{n}}", "a".repeat(21)) },
  );
  expect(one?.count.used).toBe(21);
  expect(one?.content.body).toBe("{{n}}");
  expect(one?.problems[0]?.code).toBe("text_too_long");
});

test("a split text becomes a thread before what follows, and an article keeps it whole", () => {
  const article = newId("channel");
  const comment = freshPart("first_comment", "c");
  const start: Draft = { ...emptyDraft("en", [channelId, article]), body: "one two", parts: [comment] };
  const split = { type: "split", pieces: ["one", "two"], whole: [article] } as const;
  const { draft } = reduceComposer({ draft: start, shelved: {} }, split);
  expect(draft.body).toBe("one");
  expect(draft.parts.map(({ kind, body }) => `${kind} ${body}`)).toEqual(["thread two", "first_comment c"]);
  expect(draft.variants).toMatchObject([
    { body: null, parts: null },
    { body: "one two", parts: [] },
  ]);
});
