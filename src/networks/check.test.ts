import fc from "fast-check";
import { expect, test } from "vitest";
import { type Capabilities, ISSUE_CODES, type MediaCapability, type VariantDraft } from "./capabilities";
import { checkVariant } from "./check";

const image: MediaCapability = {
  countMax: 4,
  mimeTypes: ["image/png", "image/jpeg"],
  bytesMax: 1_000,
  pixelsMax: 10_000,
  altTextMax: 20,
};
const capabilities: Capabilities = {
  text: { max: 10, unit: "graphemes", bytesMax: 60 },
  title: null,
  image,
  gif: { ...image, countMax: 1, mimeTypes: ["image/gif"] },
  video: { ...image, countMax: 1, mimeTypes: ["video/mp4"], durationMaxMs: 1_000 },
  mediaCountMax: 4,
  mediaMixed: false,
  emptyTextWithMedia: true,
  tags: false,
};
const photo: VariantDraft["media"][number] = {
  kind: "image",
  mimeType: "image/png",
  bytes: 10,
  width: 10,
  height: 10,
  durationMs: null,
  altText: "a cat",
};
const draft = (part: Partial<VariantDraft>): VariantDraft => ({
  title: null,
  body: "hi",
  media: [],
  settings: {},
  ...part,
});
const codes = (part: Partial<VariantDraft>, limits = capabilities) =>
  checkVariant(draft(part), limits).map(({ code, field }) => `${code} ${field}`);

test.each<[string, Partial<VariantDraft>, string[]]>([
  ["a short text", {}, []],
  ["an empty text", { body: " \n" }, ["text_empty body"]],
  ["an image without text", { body: "", media: [photo] }, []],
  ["a text of ten", { body: "0123456789" }, []],
  ["a text of eleven", { body: "0123456789a" }, ["text_too_long body"]],
  ["few graphemes of many bytes", { body: "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦" }, ["text_too_long body"]],
  ["a wrong type", { media: [{ ...photo, mimeType: "image/tiff" }] }, ["media_type media.0"]],
  ["a heavy file", { media: [photo, { ...photo, bytes: 1_001 }] }, ["media_bytes media.1"]],
  ["too many pixels", { media: [{ ...photo, width: 1_000, height: 11 }] }, ["media_pixels media.0"]],
  ["five images", { media: [photo, photo, photo, photo, photo] }, ["media_count media"]],
  ["no alternative text", { media: [{ ...photo, altText: " " }] }, ["alt_missing media.0"]],
  ["a long alternative text", { media: [{ ...photo, altText: "x".repeat(21) }] }, ["alt_too_long media.0"]],
  [
    "a long video",
    { media: [{ ...photo, kind: "video", mimeType: "video/mp4", durationMs: 1_001 }] },
    ["media_duration media.0"],
  ],
  [
    "mixed kinds",
    { media: [photo, { ...photo, kind: "gif", mimeType: "image/gif" }] },
    ["media_mixed media"],
  ],
  [
    "two videos",
    { media: [1, 2].map(() => ({ ...photo, kind: "video" as const, mimeType: "video/mp4" })) },
    ["media_count media"],
  ],
])("%s", (_, part, expected) => expect(codes(part)).toEqual(expected));

test("a kind that the network does not take", () =>
  expect(codes({ media: [photo] }, { ...capabilities, image: null })).toEqual(["media_kind media.0"]));

test("a missing alternative text is a warning, all else an error", () => {
  const [issue] = checkVariant(draft({ media: [{ ...photo, altText: "" }] }), capabilities);
  expect(issue?.severity).toBe("warning");
});

test("parts are checked like posts of their own, where the network carries them", () => {
  const part = (body: string, kind: "thread" | "follow_up" = "thread") => ({ kind, body, media: [] });
  const carrying: Capabilities = { ...capabilities, parts: { kinds: ["thread"], max: 2 } };
  expect(codes({ parts: [part("two"), part("three")] }, carrying)).toEqual([]);
  expect(codes({ parts: [part("two")] })).toEqual(["parts_unsupported parts"]);
  expect(codes({ parts: [part("two"), part("x", "follow_up")] }, carrying)).toEqual([
    "parts_unsupported parts.1.kind",
  ]);
  expect(codes({ parts: [part("a"), part("b"), part("c")] }, carrying)).toEqual(["parts_count parts"]);
  expect(codes({ parts: [part("0123456789a"), part(" ")] }, carrying)).toEqual([
    "text_too_long parts.0.body",
    "text_empty parts.1.body",
  ]);
  const pictured = { ...part("a"), media: [{ ...photo, mimeType: "image/tiff" }] };
  expect(codes({ parts: [pictured] }, carrying)).toEqual(["media_type parts.0.media.0"]);
});

test("a title is asked for only where it is required", () => {
  const titled = (required: boolean) => ({ ...capabilities, title: { max: 5, required } });
  expect(codes({}, titled(true))).toEqual(["title_missing title"]);
  expect(codes({}, titled(false))).toEqual([]);
  expect(codes({ title: "123456" }, titled(true))).toEqual(["title_too_long title"]);
});

test("any draft gets known codes on existing fields, and the same ones each time", () => {
  const anyMedia = fc.record({
    kind: fc.constantFrom("image", "gif", "video"),
    mimeType: fc.constantFrom("image/png", "image/gif", "video/mp4", "text/html"),
    bytes: fc.nat(2_000),
    width: fc.option(fc.nat(200)),
    height: fc.option(fc.nat(200)),
    durationMs: fc.option(fc.nat(2_000)),
    altText: fc.string({ maxLength: 30 }),
  });
  const anyDraft = fc.record({
    title: fc.option(fc.string()),
    body: fc.string({ unit: "grapheme", maxLength: 20 }),
    media: fc.array(anyMedia, { maxLength: 6 }),
    settings: fc.constant({}),
  });
  fc.assert(
    fc.property(anyDraft, (any) => {
      const issues = checkVariant(any, capabilities);
      expect(checkVariant(any, capabilities)).toEqual(issues);
      for (const { code, field } of issues) {
        expect(ISSUE_CODES).toContain(code);
        const [, index] = field.split(".");
        if (index) expect(Number(index)).toBeLessThan(any.media.length);
      }
    }),
  );
});

test("shortening a text never makes it worse", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 2 }), (body) => {
      const shorter = body.slice(0, Math.floor(body.length / 2));
      const long = (text: string) => codes({ body: text }).includes("text_too_long body");
      if (!long(body)) expect(long(shorter)).toBe(false);
    }),
  ));
