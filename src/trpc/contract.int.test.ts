import Ajv, { type ValidateFunction } from "ajv/dist/2020";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPE_NAMES } from "@/kernel/permissions";
import { createApiKey, revokeApiKey } from "@/modules/apikeys/commands/keys";
import { useSignIn } from "@/testing/auth";
import { useDatabase } from "@/testing/database";
import { aFullWorkspace } from "@/testing/full-workspace";
import { arbitraryOf, type JsonSchema, nastyValue, type Vocabulary } from "@/testing/json-schema-arbitrary";
import { useStorage } from "@/testing/storage";
import { createDocument } from "./document";
import { createRestHandler } from "./rest-handler";
import { appRouter } from "./root";

useSignIn();
useDatabase();
useStorage();

const casesPerOperation = 30;

interface Parameter {
  $ref?: string;
  in: string;
  name: string;
  required?: boolean;
  schema: JsonSchema;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: JsonSchema }> }>;
}

const document = createDocument(appRouter, "http://localhost:3000") as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    operation,
  })),
);

const at = (pointer: string): unknown =>
  pointer
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part.replaceAll("~1", "/")], document);

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat("date-time", (text: string) => !Number.isNaN(Date.parse(text)) && text.endsWith("Z"));
ajv.addFormat("date", (text: string) => !Number.isNaN(Date.parse(text)));
ajv.addFormat("uri", (text: string) => URL.canParse(text));
ajv.addSchema(document, "openapi");

const escaped = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");
const validators = new Map<string, ValidateFunction>();

/** The validator of an answer by operation and status; null when the document does not tell of that status. */
function validatorOf(path: string, method: string, status: number): ValidateFunction | null {
  const response = document.paths[path]?.[method]?.responses[status];
  if (!response) return null;
  const [base, resolved] = response.$ref
    ? [response.$ref, at(response.$ref) as typeof response]
    : [`#/paths/${escaped(path)}/${method}/responses/${status}`, response];
  const [type = ""] = Object.keys(resolved.content ?? {});
  const pointer = `openapi${base}/content/${escaped(type)}/schema`;
  const known = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
  validators.set(pointer, known);
  return known;
}

const handler = createRestHandler(appRouter);
const words: { known: string[] } & Vocabulary = { known: [], resolve: (ref) => at(ref) as JsonSchema };
let own: Awaited<ReturnType<typeof aFullWorkspace>>;

beforeAll(async () => {
  own = await aFullWorkspace();
  const { ctx, ...ids } = own;
  words.known = [...Object.values(ids), ctx.tenantId];
});

interface Case {
  parameters: Record<string, unknown>;
  body: unknown;
}

const parametersOf = ({ parameters = [] }: Operation) => parameters.filter(({ $ref }) => !$ref);

function casesOf(operation: Operation, spoil = true): fc.Arbitrary<Case> {
  const all = parametersOf(operation);
  const parameters = fc.record(
    Object.fromEntries(all.map(({ name, schema }) => [name, arbitraryOf(schema, words)])),
    { requiredKeys: all.filter(({ required }) => required).map(({ name }) => name) },
  ) as fc.Arbitrary<Record<string, unknown>>;
  const [content] = Object.values(operation.requestBody?.content ?? {});
  const body = content ? arbitraryOf(content.schema, words) : fc.constant(undefined);
  const allowed = fc.record({ parameters, body }, { requiredKeys: ["parameters", "body"] });
  return spoil ? fc.oneof({ weight: 3, arbitrary: allowed }, allowed.chain(spoiled)) : allowed;
}

/** One value of a case replaced by something that nobody allowed. */
function spoiled({ parameters, body }: Case): fc.Arbitrary<Case> {
  const inBody = typeof body === "object" && body !== null ? Object.keys(body) : [];
  const inPath = Object.keys(parameters);
  if (inBody.length + inPath.length === 0) return fc.constant({ parameters, body });
  return fc
    .tuple(fc.constantFrom(...inPath, ...inBody), nastyValue)
    .map(([name, value]) =>
      name in parameters
        ? { parameters: { ...parameters, [name]: value }, body }
        : { parameters, body: { ...(body as object), [name]: value } },
    );
}

const asText = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);
const isWellFormed = (text: string): string => text.toWellFormed();

function requestOf(
  path: string,
  method: string,
  operation: Operation,
  { parameters, body }: Case,
  key: string,
  moreQuery = "",
): Request {
  const query = new URLSearchParams();
  let pathname = path;
  for (const { in: where, name } of parametersOf(operation)) {
    if (!(name in parameters)) continue;
    const value = parameters[name];
    if (where === "path")
      pathname = pathname.replace(`{${name}}`, encodeURIComponent(isWellFormed(asText(value))) || "%20");
    else for (const item of Array.isArray(value) ? value : [value]) query.append(name, asText(item));
  }
  // A path parameter of dots alone would be resolved away by the URL before any server sees it.
  const url = `http://localhost:3000/api/v1${pathname.replaceAll(/\/\.{1,2}(?=\/|$)/g, "/%20")}?${query}${moreQuery}`;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Request(url, {
    method: method.toUpperCase(),
    headers: { "x-api-key": key, ...(text && { "content-type": "application/json" }) },
    body: text,
  });
}

const cut = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text);

/** Each object in a value, with its path. */
function objectsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, each]) => objectsIn(each, [...path, name]));
  return Array.isArray(value) ? inner : [path, ...inner];
}

const stranger = "nobodyKnowsThis";

/** A body with a field of no meaning in one of its objects. */
const strangeBody = (body: unknown): fc.Arbitrary<{ body: unknown; field: string }> =>
  fc.constantFrom(...objectsIn(body)).map((path) => {
    const strange = structuredClone(body);
    const object = path.reduce((node, name) => (node as Record<string, unknown>)[name], strange);
    (object as Record<string, unknown>)[stranger] = true;
    return { body: strange, field: [...path, stranger].join(".") };
  });

interface Strange extends Case {
  field: string;
}

const strangeCasesOf = (operation: Operation): fc.Arbitrary<Strange> =>
  casesOf(operation, false).chain(({ parameters, body }) =>
    body === undefined
      ? fc.constant({ parameters, body, field: stranger })
      : strangeBody(body).map((strange) => ({ parameters, ...strange })),
  );

describe("a field that does not exist is refused where the document says so, by", () => {
  test.each(operations)(
    "$name",
    async ({ path, method, operation }) => {
      const { id: apiKeyId, key } = await createApiKey(own.ctx, {
        name: "Strange",
        scopes: [...SCOPE_NAMES],
        lifetimeDays: null,
      });
      const allows = operation.requestBody
        ? ajv.compile({
            $ref: `openapi#/paths/${escaped(path)}/${method}/requestBody/content/application~1json/schema`,
          })
        : null;
      await fc.assert(
        fc.asyncProperty(strangeCasesOf(operation), async ({ field, ...given }) => {
          const query = allows ? "" : `&${stranger}=1`;
          const request = requestOf(path, method, operation, given, key, query);
          const response = await handler(request);
          const answer = await response.json();
          allows?.(given.body);
          const closed =
            !allows || allows.errors?.some(({ params }) => params.additionalProperty === stranger);
          if (!closed) expect(answer.reason).not.toBe("input.unknown_field");
          if (!closed) return;
          expect(answer).toMatchObject({ status: 400, reason: "input.unknown_field" });
          expect(answer.field).toBe(field.slice(0, 100));
        }),
        { numRuns: 10, endOnFailure: true },
      );
      await revokeApiKey(own.ctx, { apiKeyId });
    },
    120_000,
  );
});

describe("the contract holds for anything sent to", () => {
  test.each(operations)(
    "$name",
    async ({ path, method, operation }) => {
      const { id: apiKeyId, key } = await createApiKey(own.ctx, {
        name: "Fuzz",
        scopes: [...SCOPE_NAMES],
        lifetimeDays: null,
      });
      await fc.assert(
        fc.asyncProperty(casesOf(operation), async (given) => {
          const response = await handler(requestOf(path, method, operation, given, key));
          const text = await response.text();
          expect(response.status, cut(text)).toBeLessThan(500);
          // What was spoiled so that it is another address is not this operation's to answer.
          if (response.status === 404 && text.includes("route.not_found")) return;
          const validate = validatorOf(path, method, response.status);
          expect(validate, `undocumented status ${response.status}: ${cut(text)}`).not.toBeNull();
          expect(validate?.(JSON.parse(text)) ? [] : validate?.errors, cut(text)).toEqual([]);
        }),
        { numRuns: casesPerOperation, endOnFailure: true },
      );
      // A workspace holds fewer keys than there are operations.
      await revokeApiKey(own.ctx, { apiKeyId });
    },
    120_000,
  );
});

test("an operation id, a summary, a tag and a scope describe every operation", () => {
  const ids = operations.map(({ operation }) => (operation as { operationId?: string }).operationId);
  expect(new Set(ids).size).toBe(operations.length);
  for (const { name, operation } of operations)
    expect(operation, name).toMatchObject({
      summary: expect.stringMatching(/\S/),
      tags: [expect.stringMatching(/\S/)],
      "x-scope": expect.stringMatching(/^\w+:\w+$/),
    });
});
