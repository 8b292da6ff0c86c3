import type { RestOptions } from "./openapi";

/** The part of JSON Schema that our own document uses. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  format?: string;
  description?: string;
  example?: unknown;
  default?: unknown;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters?: {
    $ref?: string;
    in: string;
    name: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  requestBody?: Content;
  responses: Record<string, Content>;
  "x-scope": string;
}

export interface ReferenceDocument {
  info: { description: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** A field as the reference shows it. */
export interface ReferenceField {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

export interface ReferenceOperation {
  id: string;
  method: RestOptions["method"];
  path: string;
  summary: string;
  description: string;
  scope: string;
  parameters: ReferenceField[];
  body: ReferenceField[];
  status: string;
  answer: ReferenceField[];
  failures: string[];
  /** A call that can be pasted into a terminal. */
  curl: string;
}

export interface ReferenceGroup {
  tag: string;
  operations: ReferenceOperation[];
}

const nameOf = (ref: string): string => ref.split("/").at(-1) ?? "";

const limitsOf = ({ maxLength, minimum, maximum }: Schema): string => {
  if (maxLength !== undefined) return ` ≤ ${maxLength}`;
  const bounds = [minimum, maximum].map((bound) =>
    bound !== undefined && Math.abs(bound) < 2 ** 31 ? bound : "",
  );
  return bounds.some((bound) => bound !== "") ? ` ${bounds.join("–")}` : "";
};

/** A type in a few words: `string ≤ 300 | null`, `Post[]`. */
export function typeWords(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeWords))].join(" | ");
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeWords({ ...schema, type })).join(" | ");
  if (schema.type === "array") return `${typeWords(schema.items ?? {})}[]`;
  return `${schema.format ?? schema.type ?? "any"}${schema.type === "null" ? "" : limitsOf(schema)}`;
}

/** A value that fits a schema, for an example. */
export function exampleValue(schema: Schema, schemas: Record<string, Schema>): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return exampleValue(schemas[nameOf(schema.$ref)] ?? {}, schemas);
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? [];
  if (choice) return exampleValue(choice, schemas);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "array") return [exampleValue(schema.items ?? {}, schemas)];
  if (type === "object")
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, exampleValue(inner, schemas)]),
    );
  if (schema.default !== undefined && schema.default !== "") return schema.default;
  if (schema.format === "date-time") return "2026-11-21T08:00:00Z";
  if (schema.format === "uri") return "https://example.com/picture.png";
  return { integer: 1, number: 1, boolean: true, null: null }[type ?? ""] ?? "text";
}

function fieldsOf(schema: Schema | undefined, schemas: Record<string, Schema>): ReferenceField[] {
  if (!schema) return [];
  const known = schema.$ref ? (schemas[nameOf(schema.$ref)] ?? {}) : schema;
  return Object.entries(known.properties ?? {}).map(([name, inner]) => ({
    name,
    type: typeWords(inner),
    required: known.required?.includes(name) ?? false,
    description: inner.description ?? "",
  }));
}

const schemaOf = (holder: Content | undefined): Schema | undefined =>
  Object.values(holder?.content ?? {})[0]?.schema;

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function curlOf(url: string, method: string, body: unknown): string {
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${shellQuoted(url)}`,
    '-H "x-api-key: $PUBLIFY_KEY"',
  ];
  if (body !== undefined)
    lines.push("-H 'content-type: application/json'", `-d ${shellQuoted(JSON.stringify(body, null, 2))}`);
  return lines.join(" \\\n  ");
}

function operationOf(
  document: ReferenceDocument,
  path: string,
  method: string,
  operation: Operation,
): ReferenceOperation {
  const { schemas } = document.components;
  const parameters = (operation.parameters ?? []).filter(({ $ref }) => !$ref);
  const body = schemaOf(operation.requestBody);
  const [status = "200"] = Object.keys(operation.responses);
  const filled = parameters
    .filter(({ in: where }) => where === "path")
    .reduce((url, { name, schema }) => url.replace(`{${name}}`, String(exampleValue(schema, schemas))), path);
  const verb = method.toUpperCase() as RestOptions["method"];
  return {
    id: operation.operationId,
    method: verb,
    path,
    summary: operation.summary,
    description: operation.description?.replace(/\n*Needs the scope .*$/, "") ?? "",
    scope: operation["x-scope"],
    parameters: parameters.map(({ name, schema, required = false, description }) => ({
      ...{ name, type: typeWords(schema), required },
      description: description ?? schema.description ?? "",
    })),
    body: fieldsOf(body, schemas),
    status,
    answer: fieldsOf(schemaOf(operation.responses[status]), schemas),
    failures: Object.keys(operation.responses).filter((code) => code !== status),
    curl: curlOf(`${document.servers[0]?.url}${filled}`, verb, body && exampleValue(body, schemas)),
  };
}

/** The operations of the public API by tag, ready to be shown. */
export function referenceOf(document: ReferenceDocument): ReferenceGroup[] {
  const groups = new Map<string, ReferenceOperation[]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), operationOf(document, path, method, operation)]);
    }
  return [...groups]
    .map(([tag, operations]) => ({ tag, operations }))
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** The named shapes that answers are made of. */
export const shapesOf = ({
  components: { schemas },
}: ReferenceDocument): { name: string; fields: ReferenceField[] }[] =>
  Object.keys(schemas)
    .sort()
    .map((name) => ({ name, fields: fieldsOf(schemas[name], schemas) }));
