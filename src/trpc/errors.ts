import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode } from "@/kernel/errors";

/** What a client learns of a failure, beside tRPC's own fields; `useForm` and toasts read it. */
export interface ErrorData {
  /** One of the seven codes, or `UNEXPECTED`, of which only the trace id is told. */
  code: ErrorCode | "UNEXPECTED";
  /** Stable word for programs and translations: `post.not_schedulable`, `input.invalid`. */
  reason: string;
  field: string | null;
  details: Record<string, string | number> | null;
  retryAfterMs: number | null;
  /** Each field that the input's schema refused, by path (`variants.0.body`). */
  issues: InputIssue[];
  traceId: string | null;
}

export interface InputIssue {
  field: string;
  /** Zod's code, such as `too_big` or `invalid_type`. */
  code: string;
  message: string;
}

export const unexpectedMessage = "Something went wrong";

const TRPC_CODES = {
  INVALID: "UNPROCESSABLE_CONTENT",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  LIMITED: "TOO_MANY_REQUESTS",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>;

const DOMAIN_CODES: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  BAD_REQUEST: "INVALID",
  PARSE_ERROR: "INVALID",
  METHOD_NOT_SUPPORTED: "INVALID",
  UNSUPPORTED_MEDIA_TYPE: "INVALID",
  PAYLOAD_TOO_LARGE: "INVALID",
  UNAUTHORIZED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  TOO_MANY_REQUESTS: "LIMITED",
};

// Bundles hold their own copy of the class, so a name decides where `instanceof` cannot.
const isDomainError = (error: unknown): error is DomainError =>
  error instanceof DomainError ||
  (error instanceof Error && error.name === "DomainError" && "reason" in error);

const DATABASE_DOWN = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P02",
  "57P03",
  "53100",
  "53200",
  "53300",
  "08000",
  "08001",
  "08003",
  "08006",
]);

// NUL in a text, half a surrogate pair in JSON, a number beyond its column: no schema of ours lists them all.
const UNSTORABLE = new Set(["22021", "22P05", "22003"]);
const isUnstorable = (code: string, { message }: Error): boolean =>
  UNSTORABLE.has(code) || (code === "22P02" && message.includes("type json"));

const timedOut = ({ message }: Error): boolean => message === "timeout exceeded when trying to connect";

/** The expected failure behind an error of the database, if it is one. */
function databaseFailureOf(error: unknown): DomainError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth += 1) {
    const { code: given } = cause as { code?: unknown };
    const code = typeof given === "string" ? given : "";
    if (isUnstorable(code, cause))
      return new DomainError(
        "INVALID",
        "input.unstorable",
        "A value holds characters that cannot be stored",
        { cause },
      );
    if (DATABASE_DOWN.has(code) || timedOut(cause))
      return new DomainError("UNAVAILABLE", "database.unavailable", "The database does not answer", {
        retryAfterMs: 2_000,
        cause,
      });
  }
  return null;
}

/** The domain error behind a failure, if it is an expected one; a lost database counts as one. */
export function domainErrorOf(error: unknown): DomainError | null {
  if (isDomainError(error)) return error;
  const cause = error instanceof TRPCError ? error.cause : undefined;
  return isDomainError(cause) ? cause : databaseFailureOf(error);
}

/** Tell whether a failure is one that nobody foresaw: it is logged whole and told as one masked sentence. */
export const isUnexpected = (error: TRPCError): boolean =>
  error.code === "INTERNAL_SERVER_ERROR" && domainErrorOf(error) === null;

/** The tRPC form of an expected failure. */
export const toTrpcError = (error: DomainError): TRPCError =>
  new TRPCError({ code: TRPC_CODES[error.code], message: error.message, cause: error });

const zodErrorOf = (error: TRPCError): ZodError | null => {
  const { cause } = error;
  return cause instanceof ZodError || cause?.name === "ZodError" ? (cause as ZodError) : null;
};

const issuesOf = (error: ZodError): InputIssue[] =>
  error.issues.map(({ path, code, message }) => ({ field: path.join("."), code, message }));

/** What the client is told of `error`. */
export function errorDataOf(error: TRPCError, traceId: string | null): ErrorData {
  const domain = domainErrorOf(error);
  const zod = error.code === "BAD_REQUEST" ? zodErrorOf(error) : null;
  const issues = zod ? issuesOf(zod) : [];
  const code = domain?.code ?? DOMAIN_CODES[error.code] ?? "UNEXPECTED";
  return {
    code,
    reason: domain?.reason ?? (zod ? "input.invalid" : `request.${error.code.toLowerCase()}`),
    field: domain?.field ?? issues[0]?.field ?? null,
    details: domain?.details ?? null,
    retryAfterMs: domain?.retryAfterMs ?? null,
    issues,
    traceId,
  };
}

/** The sentence that goes with it. */
export function errorMessageOf(error: TRPCError): string {
  if (isUnexpected(error)) return unexpectedMessage;
  if (error.code !== "BAD_REQUEST") return domainErrorOf(error)?.message ?? error.message;
  const zod = zodErrorOf(error);
  return zod ? (issuesOf(zod)[0]?.message ?? "Invalid input") : error.message;
}
