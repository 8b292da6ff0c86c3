import { expect, test } from "vitest";
import type { ChannelView, SettingField } from "@/modules/channels/schemas";
import { aChannel, aMediaItem } from "@/testing/composer";
import { composeChannels, elementIdOf, postProblems, type ServerIssues, unsavable } from "./composer-check";
import { type Draft, type DraftVariant, emptyDraft } from "./composer-state";

const warning: SettingField = {
  name: "warning",
  kind: "text",
  default: "",
  max: 10,
  pattern: "^[a-z ]*$",
  counted: true,
  covers: "text",
};
const draftFor = (
  channel: ChannelView,
  part: Partial<Draft> = {},
  own: Partial<DraftVariant> = {},
): Draft => ({
  ...emptyDraft("en"),
  body: "Hello",
  variants: [{ channelId: channel.id, body: null, assetIds: null, parts: null, settings: {}, ...own }],
  ...part,
});
function compose(channel: ChannelView, draft: Draft, serverIssues?: ServerIssues) {
  const settings = new Map([[channel.network, [warning]]]);
  const [one] = composeChannels(draft, { channels: [channel], settings, serverIssues });
  if (!one) throw new Error("the channel is not chosen");
  return one;
}
const codesOf = (channel: ChannelView, draft: Draft) =>
  compose(channel, draft).problems.map(({ code }) => code);

test("a channel shows the shared text until it has its own", () => {
  const channel = aChannel();
  expect(compose(channel, draftFor(channel)).content.body).toBe("Hello");
  expect(compose(channel, draftFor(channel, {}, { body: "Bye" })).content.body).toBe("Bye");
});

test("a channel that takes no title and no tags shows none", () => {
  const channel = aChannel();
  const written = { title: "Title", tags: ["one"] };
  expect(compose(channel, draftFor(channel, written)).content).toMatchObject({ title: null, tags: [] });
  const article = aChannel({ capabilities: { title: { max: 50, required: false }, tags: true } });
  expect(compose(article, draftFor(article, written)).content).toMatchObject(written);
});

test("only the files that a channel has chosen go out on it, in the post's order", () => {
  const channel = aChannel();
  const [one, two, three] = [aMediaItem(), aMediaItem(), aMediaItem()];
  const draft = draftFor(channel, { media: [one, two, three] }, { assetIds: [three.assetId, one.assetId] });
  expect(compose(channel, draft).content.media).toEqual([one, three]);
});

test("links weigh what the network says, and an option that counts is added", () => {
  const channel = aChannel({ capabilities: { text: { max: 30, unit: "graphemes", urlCost: 10 } } });
  const draft = draftFor(channel, { body: "See https://example.com/a/very/long/address" });
  expect(compose(channel, draft).count).toEqual({ used: 14, max: 30, unit: "graphemes" });
  const warned = draftFor(channel, { body: draft.body }, { settings: { warning: "spoiler" } });
  expect(compose(channel, warned).count.used).toBe(21);
});

test("the limit that is nearest to being passed is the one that is shown", () => {
  const channel = aChannel({ capabilities: { text: { max: 100, unit: "graphemes", bytesMax: 40 } } });
  const draft = draftFor(channel, { body: "👨‍👩‍👧‍👦" });
  expect(compose(channel, draft).count).toEqual({ used: 25, max: 40, unit: "utf8_bytes" });
});

test("text and option together may be too long where each alone is not", () => {
  const channel = aChannel();
  const draft = draftFor(channel, { body: "a".repeat(15) }, { settings: { warning: "spoiler" } });
  expect(compose(channel, draft).problems).toMatchObject([
    { code: "text_too_long", details: { count: 22, max: 20 }, target: { field: "body" } },
  ]);
});

test("a problem leads to the shared text, or to the channel's own", () => {
  const channel = aChannel();
  const long = "a".repeat(21);
  expect(compose(channel, draftFor(channel, { body: long })).problems[0]?.target.tab).toBe("shared");
  const own = compose(channel, draftFor(channel, {}, { body: long })).problems[0];
  expect(own?.target).toEqual({ tab: channel.id, field: "body" });
  expect(own && elementIdOf(own.target)).toBe(`composer-${channel.id}-body`);
});

test("an option of a wrong form is a problem of its own field", () => {
  const channel = aChannel();
  const refused = draftFor(channel, {}, { settings: { warning: "Not! fit" } });
  expect(compose(channel, refused).problems).toMatchObject([
    { code: "settings", target: { tab: channel.id, field: "settings.warning" } },
  ]);
  expect(codesOf(channel, draftFor(channel, {}, { settings: { warning: " fine " } }))).toEqual([]);
});

test("files without a description are warned of, and do not stop anything", () => {
  const channel = aChannel();
  const draft = draftFor(channel, { media: [aMediaItem({ altText: "" })] });
  expect(compose(channel, draft).problems).toMatchObject([{ severity: "warning", code: "alt_missing" }]);
});

test("a file at fault is named by its place in the post, whichever files the channel has chosen", () => {
  const channel = aChannel();
  const [one, two] = [aMediaItem(), aMediaItem({ altText: "" })];
  const draft = draftFor(channel, { media: [one, two] }, { assetIds: [two.assetId] });
  expect(compose(channel, draft).problems).toMatchObject([{ code: "alt_missing", file: 2 }]);
});

test("a broken channel is a warning, a disconnected one an error", () => {
  const [broken, gone] = [aChannel({ state: "broken" }), aChannel({ state: "disconnected" })];
  expect(compose(broken, draftFor(broken)).problems).toMatchObject([
    { severity: "warning", code: "channel_broken" },
  ]);
  expect(compose(gone, draftFor(gone)).problems).toMatchObject([
    { severity: "error", code: "channel_disconnected" },
  ]);
});

test("what only the server saw is added, and what both saw is told once", () => {
  const channel = aChannel();
  const draft = draftFor(channel, { body: "a".repeat(21) });
  const known = { severity: "error", code: "text_too_long", field: "body", details: {} } as const;
  const extra = { severity: "error", code: "media_mixed", field: "media", details: {} } as const;
  const found = compose(channel, draft, new Map([[channel.id, [known, extra]]])).problems;
  expect(found.map(({ code }) => code)).toEqual(["text_too_long", "media_mixed"]);
});

test("a post without a channel cannot go out", () =>
  expect(postProblems(emptyDraft("en"), []).map(({ code }) => code)).toEqual(["no_channel"]));

test("a text longer than a post can hold is told before anything is sent", () => {
  const channel = aChannel();
  const long = "a".repeat(40_001);
  expect(unsavable(draftFor(channel, { body: long }))).toEqual([
    {
      severity: "error",
      code: "not_kept",
      details: { max: 40_000 },
      target: { tab: "shared", field: "body" },
      file: null,
    },
  ]);
  expect(unsavable(draftFor(channel, {}, { body: long }))[0]?.target).toEqual({
    tab: channel.id,
    field: "body",
  });
});
