import "server-only";
import { createHash } from "node:crypto";
import { type AnyRouter, TRPCError } from "@trpc/server";
import type { Ctx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { answerOnce, type KeptAnswer } from "@/modules/apikeys/commands/idempotency";
import { idempotencyKeySchema } from "@/modules/apikeys/schemas";
import { visitorOf } from "@/platform/client-address";
import { inertContentPolicy, securityHeaders } from "@/platform/content-security";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { observeHttp } from "@/platform/metrics";
import { enforceRateLimit } from "@/platform/ratelimit";
import { traceRequest } from "@/platform/trace";
import { createContext, type RequestContext } from "./context";
import { domainErrorOf } from "./errors";
import { createCallerFactory } from "./init";
import { problemResponse, RequestRefused } from "./problem";
import { jsonBodyOf } from "./rest-body";
import { fromQuery, matchRoutes, type RestMatch, type RestRoute, restRoutesOf } from "./rest-routes";
import { refuseUnknownFields } from "./rest-unknown";

const basePath = "/api/v1";

function matchRequest(routes: RestRoute[], request: Request, path: string): RestMatch {
  let matches: ReturnType<typeof matchRoutes>;
  try {
    matches = matchRoutes(routes, path);
  } catch {
    throw new RequestRefused(400, "request.malformed", "The path is badly encoded");
  }
  if (matches.size === 0) throw new RequestRefused(404, "route.not_found", "Nothing lives at this address");
  const method = request.method === "HEAD" ? "GET" : request.method;
  const match = matches.get(method as RestRoute["method"]);
  if (match) return match;
  const allow = [...matches.keys()].sort().join(", ");
  throw new RequestRefused(405, "request.method", `This address answers to ${allow}`, { allow });
}

/** The integration that calls; each key has its allowance, and so has each address that presents a bad one. */
async function callerOf(request: Request, context: RequestContext): Promise<Ctx> {
  try {
    const caller = await context.requireCaller();
    if (caller.actor.type === "apiKey") await enforceRateLimit("api", caller.actor.apiKeyId);
    return caller;
  } catch (error) {
    if (domainErrorOf(error)?.code === "UNAUTHENTICATED")
      await enforceRateLimit("api.unauthenticated", visitorOf(request.headers));
    throw error;
  }
}

async function inputOf(request: Request, { route, parameters }: RestMatch) {
  const query = new URL(request.url).searchParams;
  const body = route.method === "GET" ? {} : await jsonBodyOf(request, route.meta.bodyMaxBytes);
  refuseUnknownFields(route, query, body);
  return { ...body, ...fromQuery(route, query), ...fromQuery(route, new URLSearchParams(parameters)) };
}

function idempotencyKeyOf(request: Request, route: RestRoute): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || route.method !== "POST") return null;
  if (idempotencyKeySchema.safeParse(key).success) return key;
  throw new DomainError(
    "INVALID",
    "idempotency.malformed",
    "An Idempotency-Key is 1 to 200 visible characters",
  );
}

const sha256 = (...parts: string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

const successOf = ({ status, body }: KeptAnswer, headers: Record<string, string> = {}): Response =>
  new Response(body, { status, headers: { "content-type": "application/json", ...headers } });

type Procedure = (input: unknown) => Promise<unknown>;

/** Call a procedure of a router as `ctx`, and put its output into the form that a REST answer has. */
function createRunner(router: AnyRouter) {
  const callerFactory = createCallerFactory(router as Parameters<typeof createCallerFactory>[0]);
  return async (
    context: RequestContext,
    ctx: Ctx,
    { route }: RestMatch,
    input: unknown,
  ): Promise<KeptAnswer> => {
    const caller = callerFactory({ ...context, requireCaller: () => Promise.resolve(ctx) });
    const procedure = route.procedure
      .split(".")
      .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], caller) as Procedure;
    return { status: route.meta.successStatus, body: JSON.stringify((await procedure(input)) ?? {}) };
  };
}

/** Serve the procedures that a router exposes, as plain HTTP and JSON. */
export function createRestHandler(router: AnyRouter): (request: Request) => Promise<Response> {
  const routes = restRoutesOf(router);
  const run = createRunner(router);

  async function answer(request: Request, context: RequestContext, match: RestMatch): Promise<Response> {
    const caller = await callerOf(request, context);
    const input = await inputOf(request, match);
    const key = idempotencyKeyOf(request, match.route);
    if (key === null) return successOf(await run(context, caller, match, input));
    const { pathname } = new URL(request.url);
    const requestHash = sha256(match.route.method, pathname, JSON.stringify(input));
    const call = { key, requestHash, callsOut: match.route.meta.callsOut };
    const kept = await answerOnce(caller, call, (ctx) => run(context, ctx, match, input));
    return successOf(kept, kept.replayed ? { "idempotent-replayed": "true" } : {});
  }

  async function respond(request: Request, traceId: string): Promise<[template: string, Response]> {
    let template = "unknown";
    try {
      const path = new URL(request.url).pathname.slice(basePath.length);
      const match = matchRequest(routes, request, path);
      template = match.route.template;
      const context = createContext({ headers: request.headers, traceId, keysOnly: true });
      return [template, await answer(request, context, match)];
    } catch (error) {
      if (!(error instanceof TRPCError || error instanceof RequestRefused || domainErrorOf(error)))
        log().error({ error }, "public API call failed");
      return [template, problemResponse(error, traceId)];
    }
  }

  return (request) =>
    traceRequest(request, basePath, async (traceId, notes) => {
      const startedAt = performance.now();
      const [template, response] = await respond(request, traceId);
      const seconds = (performance.now() - startedAt) / 1000;
      const route = `${basePath}${template}`;
      observeHttp(route, request.method, response.status, seconds);
      notes.rename(`${request.method} ${route}`);
      notes.set({ "http.route": route });
      return withHeaders(response, traceId);
    });
}

function withHeaders(response: Response, traceId: string): Response {
  const { appUrl } = getEnv();
  const headers = {
    ...securityHeaders({ appUrl }),
    "content-security-policy": inertContentPolicy,
    "cache-control": "no-store",
    "x-trace-id": traceId,
  };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
