import "server-only";
import { z } from "zod";
import type { InputIssue } from "./errors";
import { RequestRefused } from "./problem";
import type { RestRoute } from "./rest-routes";

type Type = z.core.$ZodType;
type Path = readonly (string | number)[];

interface Definition {
  type: string;
  innerType?: Type;
  in?: Type;
  getter?: () => Type;
  element?: Type;
  items?: Type[];
  valueType?: Type;
  options?: Type[];
  discriminator?: string;
  shape?: Record<string, Type>;
  catchall?: Type;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The choice of a union that a value is read as; none when it fits none, which the schema itself says best. */
function chosen({ options = [], discriminator }: Definition, value: unknown): Type | undefined {
  if (!discriminator) return options.find((option) => z.safeParse(option, value).success);
  const word = isObject(value) ? value[discriminator] : undefined;
  return options.find(({ _zod }) => _zod.propValues?.[discriminator]?.has(word as z.core.util.Primitive));
}

function inObject({ shape = {}, catchall }: Definition, value: unknown, path: Path): Path[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const type = Object.hasOwn(shape, name) ? shape[name] : catchall;
    return type ? unknownFieldsOf(type, inner, [...path, name]) : [[...path, name]];
  });
}

const inList = (types: (Type | undefined)[], value: unknown, path: Path): Path[] =>
  Array.isArray(value)
    ? value.flatMap((inner, index) => unknownFieldsOf(types[index] ?? types[0], inner, [...path, index]))
    : [];

/**
 * The fields of `value` that a schema has no name for and would drop, at every level. What a schema leaves open
 * (a record, an object with a catch-all, `unknown`) has any field.
 */
export function unknownFieldsOf(type: Type | undefined, value: unknown, path: Path = []): Path[] {
  if (!type) return [];
  const def = type._zod.def as unknown as Definition;
  switch (def.type) {
    case "object":
      return inObject(def, value, path);
    case "array":
      return inList([def.element], value, path);
    case "tuple":
      return inList(def.items ?? [], value, path);
    case "record":
      return inObject({ type: "object", catchall: def.valueType }, value, path);
    case "union":
      return unknownFieldsOf(chosen(def, value), value, path);
    case "lazy":
      return unknownFieldsOf(def.getter?.(), value, path);
    default:
      return unknownFieldsOf(def.innerType ?? def.in, value, path);
  }
}

// Of how many a caller is told, and how long a name may be that comes back to it.
const [issuesMax, nameMax] = [20, 100];

const issueOf = (path: Path): InputIssue => {
  const field = path.join(".").slice(0, nameMax);
  return { field, code: "unrecognized_keys", message: `There is no field "${field}" here` };
};

/**
 * Hold a call to the fields of its operation: those of the query string for a GET and a DELETE, those of the body
 * for any other, and the path's own nowhere else. @throws RequestRefused naming each field that would be lost.
 */
export function refuseUnknownFields(
  { method, fields, inPath }: RestRoute,
  query: URLSearchParams,
  body: Record<string, unknown>,
): void {
  const own = Object.fromEntries([...fields].filter(([name]) => !inPath.has(name)));
  const inQuery = method === "GET" || method === "DELETE";
  const unknown = [
    ...inObject({ type: "object", shape: inQuery ? own : {} }, Object.fromEntries(query), []),
    ...inObject({ type: "object", shape: inQuery ? {} : own }, body, []),
  ];
  const issues = unknown.slice(0, issuesMax).map(issueOf);
  if (issues[0]) throw new RequestRefused(400, "input.unknown_field", issues[0].message, {}, issues);
}

/** What closing an object reads of JSON Schema. */
export interface JsonSchema {
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** Say in a JSON schema, and in those that it refers to, that objects have the fields that are named and no other. */
export function closeObjects(schema: JsonSchema, resolve: (ref: string) => JsonSchema): void {
  if (schema.$ref) return closeObjects(resolve(schema.$ref), resolve);
  const {
    properties,
    additionalProperties: others,
    items,
    prefixItems = [],
    anyOf = [],
    oneOf = [],
  } = schema;
  if (properties && others === false) return;
  if (properties && others === undefined) schema.additionalProperties = false;
  const inner = [...Object.values(properties ?? {}), ...prefixItems, ...anyOf, ...oneOf];
  if (items) inner.push(items);
  if (typeof others === "object") inner.push(others);
  for (const each of inner) closeObjects(each, resolve);
}
