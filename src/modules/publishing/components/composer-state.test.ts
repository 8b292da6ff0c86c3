import { expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { aMediaItem } from "@/testing/composer";
import {
  type ComposerAction,
  type ComposerState,
  contentInputOf,
  emptyDraft,
  isBlank,
  isCustomised,
  markOf,
  reduceComposer,
  tagsIn,
} from "./composer-state";

const channelId = newId("channel");
const other = newId("channel");
const start: ComposerState = { draft: emptyDraft("en"), shelved: {} };
const after = (...actions: ComposerAction[]): ComposerState => actions.reduce(reduceComposer, start);
const choose = (id = channelId, chosen = true): ComposerAction => ({
  type: "channel",
  channelId: id,
  chosen,
});

test("a channel starts with what all channels share", () =>
  expect(after(choose()).draft.variants).toEqual([
    { channelId, body: null, assetIds: null, parts: null, settings: {} },
  ]));

test("choosing a channel twice changes nothing", () =>
  expect(after(choose(), choose()).draft.variants).toHaveLength(1));

test("what was written for a channel comes back when it is chosen again", () => {
  const { draft, shelved } = after(
    choose(),
    { type: "variantBody", channelId, body: "Only here" },
    choose(channelId, false),
    choose(),
  );
  expect(draft.variants[0]?.body).toBe("Only here");
  expect(shelved).toEqual({});
});

test("a change of one channel leaves the others alone", () => {
  const { draft } = after(choose(), choose(other), { type: "variantBody", channelId, body: "Mine" });
  expect(draft.variants.map(({ body }) => body)).toEqual(["Mine", null]);
});

test("a file that is detached leaves the channels that had chosen it", () => {
  const [one, two] = [aMediaItem(), aMediaItem()];
  const { draft } = after(
    choose(),
    { type: "attach", items: [one, two] },
    { type: "variantMedia", channelId, assetIds: [one.assetId, two.assetId] },
    { type: "media", media: [two] },
  );
  expect(draft.variants[0]?.assetIds).toEqual([two.assetId]);
});

test("a file is attached once, however often it is picked", () => {
  const item = aMediaItem();
  const { draft } = after({ type: "attach", items: [item] }, { type: "attach", items: [item] });
  expect(draft.media).toEqual([item]);
});

test("a setting goes back to its default when it is taken away", () => {
  const set: ComposerAction = { type: "variantSetting", channelId, name: "slug", value: "hello" };
  expect(after(choose(), set).draft.variants[0]?.settings).toEqual({ slug: "hello" });
  expect(after(choose(), set, { ...set, value: undefined }).draft.variants[0]?.settings).toEqual({});
});

test("resetting a channel makes it say what all say", () => {
  const { draft } = after(
    choose(),
    { type: "variantBody", channelId, body: "Mine" },
    { type: "variantReset", channelId },
  );
  expect(draft.variants.map(isCustomised)).toEqual([false]);
});

test("an empty own text is a text of its own", () =>
  expect(
    after(choose(), { type: "variantBody", channelId, body: "" }).draft.variants.map(isCustomised),
  ).toEqual([true]));

test("a draft is blank until something is written, whatever its channels", () => {
  expect(isBlank(after(choose()).draft)).toBe(true);
  expect(isBlank(after({ type: "body", body: " \n" }).draft)).toBe(true);
  expect(isBlank(after({ type: "body", body: "a" }).draft)).toBe(false);
  expect(isBlank(after(choose(), { type: "variantBody", channelId, body: "a" }).draft)).toBe(false);
});

test("the mark ignores the order of channels and of settings, and nothing else", () => {
  const settings = (...names: string[]): ComposerAction[] =>
    names.map((name) => ({ type: "variantSetting", channelId, name, value: name }));
  const one = after(choose(), choose(other), ...settings("a", "b")).draft;
  const same = after(choose(other), choose(), ...settings("b", "a")).draft;
  expect(markOf(one)).toBe(markOf(same));
  expect(markOf(one)).not.toBe(markOf(after(choose(), choose(other), ...settings("a")).draft));
  expect(markOf(after({ type: "body", body: "a" }).draft)).not.toBe(
    markOf(after({ type: "body", body: "a " }).draft),
  );
});

test("a post goes out with signatures, until its author wants none: that is sent, and counts as a change", () => {
  const unsigned = after({ type: "signed", signed: false }).draft;
  expect([start.draft, unsigned].map((draft) => contentInputOf(draft).signed)).toEqual([true, false]);
  expect(markOf(unsigned)).not.toBe(markOf(start.draft));
});

test("an empty title is no title", () =>
  expect(contentInputOf({ ...emptyDraft("fr"), title: "  " })).toMatchObject({
    title: null,
    language: "fr",
  }));

test("tags are found in what is pasted, with or without their sign", () =>
  expect(tagsIn("#été, launch;  v2_0 a.b")).toEqual({ tags: ["été", "launch", "v2_0"], refused: ["a.b"] }));
