import { expect, test } from "vitest";
import { segmentsOf } from "./preview-segments";

const plain = { max: 300, unit: "graphemes" } as const;
const weighted = { ...plain, urlCost: 23, shortMentions: true } as const;
const marked = (text: string, limit: Parameters<typeof segmentsOf>[1] = plain) =>
  segmentsOf(text, limit)
    .filter(({ kind }) => kind !== "text")
    .map(({ kind, text }) => `${kind}:${text}`);
const whole = (text: string) =>
  segmentsOf(text, plain)
    .map((segment) => segment.text)
    .join("");

test("links, tags and mentions are found, and no character is lost", () => {
  const text = "Hi @ana.bsky.social, see https://example.com/a#b (#launch). Bye.";
  expect(marked(text)).toEqual(["mention:@ana.bsky.social", "link:https://example.com/a#b", "tag:#launch"]);
  expect(whole(text)).toBe(text);
});

test("where every link weighs the same, a long one is shown shortened", () =>
  expect(marked("https://www.example.com/a-very-long-address/of-a-page", weighted)).toEqual([
    "link:example.com/a-very-long-addres…",
  ]));

test("a mention is shown without its server where it weighs nothing", () =>
  expect(marked("Thanks @ana@mastodon.social and @bob.", weighted)).toEqual([
    "mention:@ana",
    "mention:@bob",
  ]));

test("a bare name is no mention where handles are domains", () => expect(marked("@ana")).toEqual([]));

test("a number is no tag, an address of mail no mention", () =>
  expect(marked("#1 and ana@example.com &#38; C#")).toEqual([]));
