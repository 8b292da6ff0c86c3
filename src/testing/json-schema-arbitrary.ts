import fc, { type Arbitrary } from "fast-check";

/** The part of JSON Schema that our own document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxItems?: number;
  minItems?: number;
}

export interface Vocabulary {
  /** Values that mean something to the server, offered wherever their pattern fits. */
  known: readonly string[];
  resolve(ref: string): JsonSchema;
}

// Bounds of the generated cases, not of the contract: longer ones only cost time.
const [textMax, listMax] = [60, 4];

const INSTANTS = [
  "2026-11-21T08:00:00Z",
  "2026-03-29T02:30:00+01:00",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
];
// Nothing here answers: a fuzz test must not knock at anybody's door.
const ADDRESSES = ["http://127.0.0.1:9/a.png", "https://nobody.invalid/x", "ftp://nobody.invalid/x"];

function textOf(
  { pattern, format, minLength = 0, maxLength = textMax }: JsonSchema,
  { known }: Vocabulary,
): Arbitrary<string> {
  if (format === "date-time") return fc.constantFrom(...INSTANTS);
  if (format === "uri") return fc.constantFrom(...ADDRESSES);
  if (pattern) {
    const expression = new RegExp(pattern);
    const fitting = known.filter((value) => expression.test(value));
    const made = fc.stringMatching(expression, { size: "small" });
    return fitting.length > 0 ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fitting) }, made) : made;
  }
  const bounds = { minLength, maxLength: Math.min(maxLength, Math.max(textMax, minLength)) };
  return fc.string({ ...bounds, unit: "binary" }).filter((text) => text.length <= maxLength);
}

function objectOf(schema: JsonSchema, words: Vocabulary): Arbitrary<Record<string, unknown>> {
  const properties = Object.entries(schema.properties ?? {});
  const shape = Object.fromEntries(properties.map(([name, inner]) => [name, arbitraryOf(inner, words)]));
  const known = fc.record(shape, { requiredKeys: schema.required ?? [] }) as Arbitrary<
    Record<string, unknown>
  >;
  if (properties.length > 0 || !schema.additionalProperties) return known;
  const value =
    schema.additionalProperties === true ? fc.jsonValue() : arbitraryOf(schema.additionalProperties, words);
  return fc.dictionary(fc.string({ maxLength: 12 }), value, { maxKeys: listMax });
}

function typed(type: string | undefined, schema: JsonSchema, words: Vocabulary): Arbitrary<unknown> {
  const {
    minimum = schema.exclusiveMinimum ?? -1_000,
    maximum = 1_000_000,
    minItems = 0,
    maxItems = listMax,
  } = schema;
  switch (type) {
    case "string":
      return textOf(schema, words);
    case "integer":
      return fc.integer({ min: Math.ceil(minimum), max: Math.min(maximum, 2 ** 31) });
    case "number":
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(arbitraryOf(schema.items ?? {}, words), {
        minLength: minItems,
        maxLength: Math.min(maxItems, Math.max(listMax, minItems)),
      });
    case "object":
      return objectOf(schema, words);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Values that a schema allows. */
export function arbitraryOf(schema: JsonSchema, words: Vocabulary): Arbitrary<unknown> {
  if (schema.$ref) return arbitraryOf(words.resolve(schema.$ref), words);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, words)));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => typed(type, schema, words)));
  return typed(schema.type, schema, words);
}

const NASTY = [
  "",
  " ",
  "null",
  "\u0000",
  "half a character: \ud83d",
  "'; drop table posts; --",
  "../../etc/passwd",
  "💥".repeat(50),
  "x".repeat(50_000),
  "__proto__",
];

/** Values that nobody allowed: wrong types, control characters, other people's ideas. */
export const nastyValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NASTY, Number.MAX_SAFE_INTEGER, -1, 1e308, null, true, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);
