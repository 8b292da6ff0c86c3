/** The seven things that can go wrong, whatever the domain; the module names the `reason`. */
export const ERROR_CODES = [
  "INVALID",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "LIMITED",
  "UNAVAILABLE",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface DomainErrorOptions {
  /** Path of the input field that is at fault, for forms (`publishAt`, `variants.0.body`). */
  field?: string;
  /** Facts for the message's translation: limits, counts, names. Never a secret. */
  details?: Record<string, string | number>;
  /** When the caller may try again, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** An expected failure: a generic code, a stable `reason` (`post.not_schedulable`) and a plain sentence. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly field?: string;
  readonly details?: Record<string, string | number>;
  readonly retryAfterMs?: number;

  constructor(
    readonly code: ErrorCode,
    readonly reason: string,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.field = options.field;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The refusal given for a row that is absent or belongs to somebody else: the two look the same. */
export const notFound = (what: string, field?: string): DomainError =>
  new DomainError("NOT_FOUND", `${what}.not_found`, `No such ${what}`, { field });
