import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requireStorable } from "./storable";

const halves = ["\ud83d", "\udca5", "\udca5\ud83d"];
const unstorable = ["\0", "a\0b", ...halves, ...halves.map((half) => `before ${half} after`)];

describe("what cannot be stored is refused", () => {
  test.each(unstorable)("%j, naming its field", (text) =>
    expect(() => requireStorable({ parts: [{ body: "fine" }, { body: text }] })).toThrow(
      expect.objectContaining({ code: "INVALID", reason: "input.unstorable", field: "parts.1.body" }),
    ),
  );

  test("in the name of a field, naming what holds it", () =>
    expect(() => requireStorable({ settings: { "a\0": 1 } })).toThrow(
      expect.objectContaining({ reason: "input.unstorable", field: "settings" }),
    ));

  test("in nests that nothing could walk", () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`) as unknown;
    expect(() => requireStorable({ settings: deep })).toThrow(
      expect.objectContaining({ reason: "input.too_deep", field: "settings" }),
    );
  });
});

test("what survives UTF-8 and holds no NUL is accepted", () =>
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }), (value) => {
      fc.pre(!JSON.stringify(value).includes("\\u0000"));
      expect(() => requireStorable({ value, at: new Date(), none: undefined })).not.toThrow();
    }),
  ));
