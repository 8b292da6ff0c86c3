import "server-only";
import { STATUS_CODES } from "node:http";
import { getTRPCErrorFromUnknown, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { domainErrorOf, errorDataOf, errorMessageOf, type InputIssue, toTrpcError } from "./errors";

/** Problem details (RFC 9457) with the members that Publify adds. */
export const problemSchema = z
  .object({
    type: z.literal("about:blank"),
    title: z.string().describe("The words that HTTP has for the status"),
    status: z.number().int(),
    detail: z.string().describe("One sentence for a person"),
    reason: z.string().describe("Stable word for a program, such as `post.not_schedulable`"),
    field: z.string().nullable().describe("Path of the input field that is at fault"),
    details: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
    issues: z
      .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
      .describe("Each field that was refused for its form"),
    traceId: z.string().describe("Quote it when you ask for help"),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof problemSchema>;

/** A refusal of the transport itself, before any procedure. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  constructor(
    readonly status: 400 | 404 | 405 | 413 | 415,
    readonly reason: string,
    message: string,
    readonly headers: Record<string, string> = {},
    readonly issues: InputIssue[] = [],
  ) {
    super(message);
  }
}

function statusOf(error: TRPCError): number {
  // What the schema refuses is understood, but not acceptable; 400 is for what cannot be read.
  if (error.code === "BAD_REQUEST" && domainErrorOf(error) === null) return 422;
  return getHTTPStatusCodeFromError(error);
}

const retryAfter = (retryAfterMs: number | null): Record<string, string> =>
  retryAfterMs === null ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };

const challenge = (status: number): Record<string, string> =>
  status === 401 ? { "www-authenticate": 'Bearer realm="Publify"' } : {};

type Parts = Omit<Problem, "type" | "title" | "traceId"> & { headers: Record<string, string> };

function partsOf(thrown: unknown, traceId: string): Parts {
  if (thrown instanceof RequestRefused) {
    const { status, reason, message: detail, headers, issues } = thrown;
    return { status, detail, reason, field: issues[0]?.field ?? null, details: null, issues, headers };
  }
  const domain = thrown instanceof TRPCError ? null : domainErrorOf(thrown);
  const error = domain ? toTrpcError(domain) : getTRPCErrorFromUnknown(thrown);
  const status = statusOf(error);
  const { reason, field, details, issues, retryAfterMs } = errorDataOf(error, traceId);
  const headers = { ...retryAfter(retryAfterMs), ...challenge(status) };
  return { status, detail: errorMessageOf(error), reason, field, details, issues, headers };
}

/** The answer to a failed call. */
export function problemResponse(thrown: unknown, traceId: string): Response {
  const { headers, ...parts } = partsOf(thrown, traceId);
  const title = STATUS_CODES[parts.status] ?? "Error";
  const problem: Problem = { type: "about:blank", title, ...parts, traceId };
  return new Response(JSON.stringify(problem), {
    status: parts.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
