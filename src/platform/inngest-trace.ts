import "server-only";
import { createHash } from "node:crypto";
import { Middleware } from "inngest";
import { z } from "zod";
import { span, withTrace } from "./trace";

const cause = z.object({
  event: z.object({
    data: z.object({ traceId: z.string().optional(), tenantId: z.string().optional() }).optional(),
  }),
});

/** A run that no request caused has a trace of its own, the same at each of its calls. */
const traceOfRun = (runId: string): string => createHash("sha256").update(runId).digest("hex").slice(0, 32);

/** Runs each call of a durable function in the trace of the event that caused it, as one span. */
export class TraceMiddleware extends Middleware.BaseMiddleware {
  readonly id = "publify-trace";

  override async wrapRequest({
    fn,
    next,
    requestInfo,
    runId,
  }: Middleware.WrapRequestArgs): Promise<Middleware.Response> {
    if (!fn || !runId) return next();
    const { traceId, tenantId } = cause.safeParse(await requestInfo.body()).data?.event.data ?? {};
    const attributes = { "publify.function": fn.id(), "publify.run": runId, "publify.workspace": tenantId };
    return withTrace(traceId ?? traceOfRun(runId), () =>
      span(`run ${fn.id()}`, { attributes }, async (notes) => {
        const response = await next();
        if (response.status >= 400) notes.fail(String(response.status));
        return response;
      }),
    );
  }
}
