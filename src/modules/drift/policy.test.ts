import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import type { InspectResult } from "@/networks/contract";
import { textOfHtml } from "@/networks/mastodon/map";
import { renderHtml } from "@/testing/fakes/mastodon-entities";
import { afterLook, normalised, type Presence, sameText, turnOf } from "./policy";

const now = new Date("2026-11-21T02:00:00Z");
const later = new Date("2026-11-22T02:00:00Z");
const found = (text: string): InspectResult => ({ status: "found", text, url: null });
const gone: InspectResult = { status: "gone" };
const look = (before: Presence | null, result: InspectResult, at = now) =>
  afterLook(before, "Hello", result, at);

describe("two texts are the same to their readers", () => {
  test.each([
    ["white space of other kinds", "One\u00a0two\r\n\r\nthree ", "One two\n\nthree"],
    ["a link without its scheme", "See https://www.example.org/a/", "See example.org/a"],
    ["a link's last slash", "At https://example.org/.", "At https://example.org."],
    ["a mention without its server", "By @bob@far.example!", "By @bob!"],
    ["invisible characters", "zero\u200bwidth \u2764\ufe0f", "zerowidth \u2764"],
    ["a letter in two forms", "Cafe\u0301", "Café"],
  ])("but for %s", (_, sent, there) => expect(sameText(sent, there)).toBe(true));

  test.each([
    ["another word", "Hello world", "Hello word"],
    ["another link", "https://example.org/a", "https://example.org/b"],
    ["another case", "Sale", "SALE"],
    ["a word less", "Now 50 % off", "Now off"],
  ])("not with %s", (_, sent, there) => expect(sameText(sent, there)).toBe(false));

  test("whatever is written, what Mastodon makes of it is not taken for an edit", () => {
    const word = fc.oneof(
      fc
        .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
        .map((text) => text.replace(/[@#<>&\s]/g, "x")),
      fc.constantFrom(
        "@bob@far.example",
        "#été",
        "https://example.org/a/very/long/path/of/many/words?x=1",
        "<b>",
        "&amp;",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const text = words.join(" ");
        expect(sameText(text, textOfHtml(renderHtml(text)))).toBe(true);
      }),
    );
  });

  test("reducing a text twice changes nothing more", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(normalised(normalised(text))).toBe(normalised(text));
      }),
    ));
});

describe("a look", () => {
  test("that finds what was sent leaves nothing to tell", () => {
    expect(look(null, found("Hello "))).toMatchObject({
      news: false,
      presence: { state: "intact", checkedAt: now },
    });
    expect(look(null, { status: "intact" })).toMatchObject({ news: false, presence: { state: "intact" } });
  });

  test("that finds another text tells it once, and again only when it changes again", () => {
    const first = look(null, found("Bye"));
    expect(first).toMatchObject({ news: true, presence: { state: "edited", foundText: "Bye", since: now } });
    const again = look(first.presence, found("Bye"), later);
    expect(again).toMatchObject({ news: false, presence: { since: now, checkedAt: later } });
    const other = look(again.presence, found("Bye bye"), later);
    expect(other).toMatchObject({ news: true, presence: { foundText: "Bye bye", since: now } });
    expect(look(other.presence, gone, later)).toMatchObject({ news: true, presence: { state: "gone" } });
  });

  test("keeps what a person let be, until it changes", () => {
    const accepted = { ...look(null, found("Bye")).presence, acceptedAt: now };
    expect(look(accepted, found("Bye"), later).presence.acceptedAt).toEqual(now);
    expect(look(accepted, gone, later).presence.acceptedAt).toBeNull();
  });

  test("that tells nothing forgets nothing", () => {
    const silence: InspectResult = { status: "unavailable", detail: "503" };
    expect(look(null, silence)).toMatchObject({ news: false, presence: { state: "unknown", detail: "503" } });
    const edited = look(null, found("Bye")).presence;
    expect(look(edited, silence, later)).toMatchObject({
      news: false,
      presence: { state: "edited", foundText: "Bye", detail: "503", checkedAt: later },
    });
    expect(look({ ...edited, detail: "503" }, found("Hello"), later).presence).toMatchObject({
      ...{ state: "intact", detail: null, since: null, foundText: null },
    });
  });
});

test("each channel has its own turn, the same each night", () => {
  const ids = Array.from({ length: 200 }, () => newId("channel"));
  const turns = ids.map(turnOf);
  expect(ids.map(turnOf)).toEqual(turns);
  for (const turn of turns) expect(turn).toBeLessThan(5 * 3_600_000);
  expect(new Set(turns.map((turn) => Math.floor(turn / 3_600_000))).size).toBe(5);
});
