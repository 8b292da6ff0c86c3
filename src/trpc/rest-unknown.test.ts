import { describe, expect, test } from "vitest";
import { z } from "zod";
import { closeObjects, unknownFieldsOf } from "./rest-unknown";

const part = z.object({ body: z.string() });
const schema = z
  .object({
    body: z.string(),
    parts: z.array(part).default([]),
    utm: z.object({ source: z.string().nullable() }).nullable().optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    byChannel: z.record(z.string(), part).optional(),
    change: z
      .discriminatedUnion("by", [
        z.object({ by: z.literal("shift"), days: z.number() }),
        z.object({ by: z.literal("time"), time: z.string() }),
      ])
      .optional(),
    either: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]).optional(),
    open: z.looseObject({ known: part }).optional(),
    trimmed: part.transform(({ body }) => body).optional(),
    pair: z.tuple([part, z.number()]).optional(),
  })
  .refine(({ body }) => body !== "no");

const unknownIn = (value: unknown) => unknownFieldsOf(schema, value).map((path) => path.join("."));

describe("a field that nobody knows is found", () => {
  test.each([
    ["at the top", { body: "x", publishOn: 1 }, ["publishOn"]],
    ["in a list", { parts: [{ body: "x" }, { body: "x", text: "y" }] }, ["parts.1.text"]],
    ["in an object that may be null or absent", { utm: { source: null, medium: "x" } }, ["utm.medium"]],
    ["in the values of a record", { byChannel: { a: { text: "x" } } }, ["byChannel.a.text"]],
    ["in one of several kinds", { change: { by: "shift", days: 1, time: "x" } }, ["change.time"]],
    ["in a kind with other faults", { change: { by: "shift", days: "x", time: "x" } }, ["change.time"]],
    ["in a choice without kinds", { either: { b: "x", a: 7 } }, ["either.a"]],
    ["under an open object", { open: { known: { text: "x" }, more: 1 } }, ["open.known.text"]],
    ["before a transformation", { trimmed: { body: "x", text: 1 } }, ["trimmed.text"]],
    ["in a tuple", { pair: [{ body: "x", text: 1 }, 2] }, ["pair.0.text"]],
    ["by the name of what every object has", { constructor: 1, toString: 2 }, ["constructor", "toString"]],
    ["by the name of a prototype", JSON.parse('{"__proto__": {"body": "x"}}'), ["__proto__"]],
  ])("%s", (_, value, expected) => {
    expect(unknownIn(value)).toEqual(expected);
  });

  test("nowhere else: what is open stays open, and what is no object is for the schema to refuse", () => {
    expect(unknownIn({ settings: { anything: { goes: 1 } }, parts: "x", utm: null })).toEqual([]);
    expect(
      unknownIn({ change: { by: "neither", x: 1 }, either: { c: 1 }, open: { known: 7, more: 1 } }),
    ).toEqual([]);
    expect(unknownIn([{ body: "x" }])).toEqual([]);
  });
});

test("a closed document says so of every object, those it refers to as well, and leaves records open", () => {
  const named = { type: "object", properties: { next: { $ref: "#/Named" } } };
  const record = { type: "object", additionalProperties: { type: "object", properties: { a: {} } } };
  const open = { type: "object", properties: { a: {} }, additionalProperties: {} };
  const choice = { oneOf: [{ type: "object", properties: { a: {} } }, { type: "null" }] };
  const document = {
    type: "object",
    properties: { list: { items: { $ref: "#/Named" } }, record, open, choice },
  };
  closeObjects(document, () => named);
  expect(document).toMatchObject({
    additionalProperties: false,
    properties: {
      record: { additionalProperties: { additionalProperties: false } },
      open: { additionalProperties: {} },
      choice: { oneOf: [{ additionalProperties: false }, { type: "null" }] },
    },
  });
  expect(named).toMatchObject({ additionalProperties: false });
});
