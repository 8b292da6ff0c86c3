import "server-only";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { OpenApiMeta } from "trpc-to-openapi";
import { log } from "@/platform/log";
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

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Open to anybody. */
export const publicProcedure = t.procedure.use(mapErrors);

/** For a signed-in person, whatever the workspace; adds `ctx.userId`. API keys are refused. */
export const userProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: await ctx.requireUser() }),
);

/**
 * For a caller in a workspace: `ctx` is a `Caller`, ready for a command or a query.
 * A member comes with a session and the workspace's slug, an integration with its key.
 */
export const workspaceProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: await ctx.requireCaller() }),
);
