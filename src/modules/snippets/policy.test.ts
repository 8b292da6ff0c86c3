import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillVariables, signatureFor, variablesIn, withoutSignature, withSignature } from "./policy";

describe("variables", () => {
  const values = { shop: "https://shop.test", phone: "01 02", empty: "", loop: "{{shop}}" };

  test("are filled wherever they stand, with or without spaces, in any case", () => {
    expect(fillVariables("{{shop}} {{ SHOP }} {{phone}}.", values)).toEqual({
      text: "https://shop.test https://shop.test 01 02.",
      unknown: [],
    });
  });

  test("that stand for nothing are reported once each, and stay in the text", () => {
    expect(fillVariables("{{who}} {{Who}} {{shop}} {{toString}}", values)).toEqual({
      text: "{{who}} {{Who}} https://shop.test {{toString}}",
      unknown: ["who", "tostring"],
    });
  });

  test("known only when a post goes out are left for the sender", () => {
    expect(fillVariables("Read {{post_url}}", values)).toEqual({ text: "Read {{post_url}}", unknown: [] });
  });

  test("never reach into a value, and an empty value is a value", () => {
    expect(fillVariables("{{loop}}{{empty}}", values)).toEqual({ text: "{{shop}}", unknown: [] });
  });

  test("are found by name", () => {
    expect(variablesIn("{{b}} {{ a }} {{B}} {{not a name}} {{}}")).toEqual(["b", "a"]);
  });

  test("leave a text without braces alone, whatever it says", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((text) => !text.includes("{{")),
        (text) => {
          expect(fillVariables(text, values)).toEqual({ text, unknown: [] });
        },
      ),
    );
  });
});

describe("a signature", () => {
  test("stands once at the end, after an empty line", () => {
    expect(withSignature("Hello\n", "– Ada")).toBe("Hello\n\n– Ada");
    expect(withSignature("Hello\n\n– Ada", "– Ada")).toBe("Hello\n\n– Ada");
    expect(withSignature("", "– Ada")).toBe("– Ada");
  });

  test("is taken off again without touching the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, signature) => {
        const signed = withSignature(text, signature);
        expect(withSignature(signed, signature)).toBe(signed);
        if (signed !== text) expect(withoutSignature(signed, signature)).toBe(text.trimEnd());
      }),
    );
  });

  test("belongs to the channels that it was given", () => {
    const snippets = [
      { kind: "signature" as const, body: "offered", channelIds: [] },
      { kind: "signature" as const, body: "mine", channelIds: ["channel_a" as const] },
    ];
    expect(signatureFor("channel_a", snippets)).toBe("mine");
    expect(signatureFor("channel_b", snippets)).toBeNull();
  });
});
