import "server-only";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { OpenApiMeta } from "trpc-to-openapi";
import type { Id } from "@/kernel/ids";
import { requireStorable } from "@/kernel/storable";
import { log } from "@/platform/log";
import { enforceRateLimit } from "@/platform/ratelimit";
import { noteSpan, span, withTrace } from "@/platform/trace";
import type { RequestContext } from "./context";
import {
  domainErrorOf,
  errorDataOf,
  errorMessageOf,
  isUnexpected,
  toTrpcError,
  unexpectedMessage,
} from "./errors";

const t = initTRPC
  .context<RequestContext>()
  .meta<OpenApiMeta>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: errorMessageOf(error),
      data: {
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        ...errorDataOf(error, ctx?.traceId ?? null),
      },
    }),
  });

/** Expected failures get their tRPC code here, once; the rest is logged whole and told as one masked sentence. */
const mapErrors = t.middleware(async ({ next, path, ctx }) => {
  const result = await next();
  if (result.ok) return result;
  const expected = domainErrorOf(result.error);
  if (expected) throw toTrpcError(expected);
  if (isUnexpected(result.error)) {
    const error = result.error.cause ?? result.error;
    log().error({ error, path, traceId: ctx.traceId }, "procedure failed");
    throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: unexpectedMessage, cause: error });
  }
  return result;
});

/** One span a procedure, wherever it was called from: the browser, a page being rendered, or the public API. */
const trace = t.middleware(({ next, path, type, ctx }) => {
  const attributes = { "rpc.system": "trpc", "rpc.method": path, "rpc.trpc.type": type };
  return withTrace(ctx.traceId, () =>
    span(path, { attributes }, async (notes) => {
      const result = await next();
      if (!result.ok) notes.fail(domainErrorOf(result.error)?.reason ?? result.error.code);
      return result;
    }),
  );
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Every text that comes in passes here, whatever its schema says; who may call is asked before. */
const checkInput = t.middleware(async ({ next, getRawInput }) => {
  requireStorable(await getRawInput());
  return next();
});

const procedure = t.procedure.use(trace).use(mapErrors);

/** Open to anybody. */
export const publicProcedure = procedure.use(checkInput);

// Keys have their own allowance, at the door of the public API.
const limitMutations = async (type: string, userId: Id<"user">): Promise<void> => {
  if (type === "mutation") await enforceRateLimit("trpc.mutation", userId);
};

/** For a signed-in person, whatever the workspace; adds `ctx.userId`. API keys are refused. */
export const userProcedure = procedure
  .use(async ({ ctx, next, type }) => {
    const user = await ctx.requireUser();
    await limitMutations(type, user.userId);
    return next({ ctx: user });
  })
  .use(checkInput);

/**
 * For a caller in a workspace: `ctx` is a `Caller`, ready for a command or a query.
 * A member comes with a session and the workspace's slug, an integration with its key.
 */
export const workspaceProcedure = procedure
  .use(async ({ ctx, next, type }) => {
    const caller = await ctx.requireCaller();
    noteSpan({ "publify.workspace": caller.tenantId, "publify.actor": caller.actor.type });
    if (caller.actor.type === "user") await limitMutations(type, caller.actor.userId);
    return next({ ctx: caller });
  })
  .use(checkInput);
