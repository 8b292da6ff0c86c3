import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { log } from "@/platform/log";
import { traceRequest } from "@/platform/trace";
import { createContext } from "@/trpc/context";
import { isUnexpected } from "@/trpc/errors";
import { appRouter } from "@/trpc/root";

const handler = (request: Request): Promise<Response> =>
  traceRequest(request, "/api/trpc", (traceId) =>
    fetchRequestHandler({
      endpoint: "/api/trpc",
      req: request,
      router: appRouter,
      allowBatching: true,
      // What one page asks for at once, and room; a longer list is a way to dodge limits.
      maxBatchSize: 40,
      createContext: () => createContext({ headers: request.headers, traceId }),
      // What a procedure throws is logged by its middleware; this is for what fails around it.
      onError: ({ error, path, ctx }) => {
        if (!ctx && isUnexpected(error)) log().error({ error, path }, "request failed");
      },
      responseMeta: () => ({ headers: { "cache-control": "no-store", "x-trace-id": traceId } }),
    }),
  );

export { handler as GET, handler as POST };
