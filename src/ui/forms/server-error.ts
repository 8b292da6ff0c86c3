import { z } from "zod";

const serverErrorShape = z.object({
  code: z.string(),
  reason: z.string().optional(),
  field: z.string().nullish(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  retryAfterMs: z.number().nullish(),
  traceId: z.string().nullish(),
  /** Each field that the server's own schema refused. */
  issues: z.array(z.object({ field: z.string() })).nullish(),
});
/** What the server says about a failure: a generic code, the module's reason, and where it hurts. */
export type ServerError = z.output<typeof serverErrorShape>;

/** The server's own account of a failed call; null when the failure is not one of its answers. */
export function serverErrorOf(error: unknown): ServerError | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  const parsed = serverErrorShape.safeParse(error.data);
  return parsed.success ? parsed.data : null;
}

/** Tell whether a call failed before the server could answer. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof Error && serverErrorOf(error) === null && /fetch|network|load failed/i.test(error.message);
