import "server-only";
import type { AnyRouter } from "@trpc/server";
import { generateOpenApiDocument, type OpenApiRouter } from "trpc-to-openapi";
import { createSchema } from "zod-openapi";
import apiKeyWords from "@/i18n/messages/en/apikeys.json";
import { SCOPE_NAMES } from "@/kernel/permissions";
import { problemSchema } from "./problem";
import { type RestRoute, restRoutesOf } from "./rest-routes";
import { closeObjects, type JsonSchema } from "./rest-unknown";

export const apiVersion = "1.0.0";

const ERROR_RESPONSES = {
  400: "The request cannot be read, or names a field that does not exist; `field` and `issues` say which",
  401: "The API key is missing, unknown, expired or revoked",
  403: "The key lacks the scope",
  404: "No such thing in this workspace",
  409: "The state of things does not allow it, or an `Idempotency-Key` is in use",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "A field was refused; `field`, `reason` and `issues` say why",
  429: "Too many calls; `Retry-After` says when to go on",
  500: "Something went wrong on our side; quote `traceId`",
  503: "A service that this needs does not answer; try again",
} as const;
type ErrorStatus = keyof typeof ERROR_RESPONSES;

const ALWAYS: ErrorStatus[] = [400, 401, 403, 404, 422, 429, 500, 503];

/** The statuses of failure that an operation can answer with. */
export const errorStatusesOf = ({ method }: Pick<RestRoute, "method">): ErrorStatus[] => {
  return method === "GET" ? ALWAYS : [...ALWAYS, 409, 413, 415];
};

const scopeLines = SCOPE_NAMES.map((scope) => {
  const { label, hint } = apiKeyWords.scopes[scope];
  return `- \`${scope}\`: ${label}. ${hint}`;
}).join("\n");

const DESCRIPTION = `Plan, publish and measure from your own programs.

**Keys.** A workspace's administrators make keys under Settings, API keys. Send one as \`x-api-key\`, or as a bearer
token. A key speaks for its workspace, within its scopes.

**Scopes** open operations; a key may hold several, and each operation names the one that it needs.

${scopeLines}

**Errors** are problem details (RFC 9457): \`reason\` is a stable word for programs, \`field\` names the input at fault.
A field that does not exist is refused, never ignored.

**Repeats.** Send an \`Idempotency-Key\` with a POST: repeated within 24 hours, it receives the first answer again
(\`Idempotent-Replayed: true\`) and changes nothing. A refused call leaves its key free.

**Lists** come in pages: pass \`nextCursor\` back as \`cursor\` until it is null.

**Instants** are ISO 8601 with an offset. Ids are opaque and begin with their kind: \`post_…\`.`;

type Json = Record<string, unknown>;
interface Operation {
  parameters?: Json[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, Json>;
}

const idempotencyParameter = { $ref: "#/components/parameters/IdempotencyKey" };

function finish(operation: Operation, route: RestRoute): Json {
  const { 200: success, ...rest } = operation.responses;
  const failures = errorStatusesOf(route).map((status) => [
    status,
    { $ref: `#/components/responses/${status}` },
  ]);
  return {
    ...operation,
    ...(route.method === "POST" && {
      parameters: [...(operation.parameters ?? []), idempotencyParameter],
    }),
    "x-scope": route.meta.scope,
    responses: {
      [route.meta.successStatus]: success ?? rest[route.meta.successStatus],
      ...Object.fromEntries(failures),
    },
  };
}

const components = (): Json => ({
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "Makes the call safe to repeat for 24 hours",
      schema: { type: "string", minLength: 1, maxLength: 200, pattern: "^[\\x21-\\x7e]+$" },
    },
  },
  responses: Object.fromEntries(
    Object.entries(ERROR_RESPONSES).map(([status, description]) => [
      status,
      {
        description,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  ),
});

const problemJsonSchema = () =>
  createSchema(problemSchema, { io: "output", openapiVersion: "3.1.0" }).components?.Problem;

/** The OpenAPI 3.1 document of what a router exposes by `rest(…)`. */
export function createDocument(router: AnyRouter, appUrl: string): Json {
  const generated = generateOpenApiDocument(router as unknown as OpenApiRouter, {
    title: "Publify API",
    description: DESCRIPTION,
    version: apiVersion,
    openApiVersion: "3.1.0",
    baseUrl: `${appUrl}/api/v1`,
    securitySchemes: {
      apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      bearer: { type: "http", scheme: "bearer" },
    },
  }) as unknown as { paths?: Record<string, Record<string, Operation>>; components: Record<string, Json> };
  const named = (ref: string) => generated.components.schemas?.[ref.split("/").at(-1) ?? ""] as JsonSchema;
  const paths: Record<string, Json> = {};
  const tags = new Set<string>();
  for (const route of restRoutesOf(router)) {
    const operation = generated.paths?.[route.template]?.[route.method.toLowerCase()];
    if (!operation) throw new Error(`${route.procedure} is missing from the document`);
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) closeObjects(schema, named);
    for (const tag of (operation as { tags?: string[] }).tags ?? []) tags.add(tag);
    paths[route.template] = {
      ...paths[route.template],
      [route.method.toLowerCase()]: finish(operation, route),
    };
  }
  const schemas = Object.fromEntries(
    Object.entries(generated.components.schemas ?? {}).filter(([name]) => !name.startsWith("error.")),
  );
  return {
    ...generated,
    tags: [...tags].sort().map((name) => ({ name })),
    paths,
    components: {
      ...generated.components,
      ...components(),
      schemas: { ...schemas, Problem: problemJsonSchema() },
    },
  };
}
