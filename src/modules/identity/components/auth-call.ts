import type { ErrorCode } from "@/kernel/errors";

/** What better-auth calls a refusal, as a reason of ours; forms and toasts translate it (`errors.auth.*`). */
const REASONS: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: "auth.wrong_credentials",
  USER_ALREADY_EXISTS: "auth.address_taken",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "auth.address_taken",
  INVALID_PASSWORD: "auth.wrong_password",
  PASSWORD_TOO_SHORT: "auth.password_length",
  PASSWORD_TOO_LONG: "auth.password_length",
  INVALID_TOKEN: "auth.link_expired",
  TOKEN_EXPIRED: "auth.link_expired",
  INVALID_CODE: "auth.wrong_code",
  CODE_ALREADY_USED: "auth.used_code",
  INVALID_BACKUP_CODE: "auth.wrong_code",
  INVALID_TWO_FACTOR_COOKIE: "auth.step_expired",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "auth.step_expired",
  ACCOUNT_TEMPORARILY_LOCKED: "auth.locked",
  SESSION_NOT_FRESH: "auth.session_old",
  SESSION_EXPIRED: "auth.session_old",
  EMAIL_ALREADY_VERIFIED: "auth.already_confirmed",
  PASSKEY_NOT_FOUND: "auth.passkey_unknown",
  AUTHENTICATION_FAILED: "auth.passkey_unknown",
};

const CODES: Record<number, ErrorCode> = {
  400: "INVALID",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  422: "INVALID",
  429: "LIMITED",
  503: "UNAVAILABLE",
};

/** A refusal of the sign-in system, in the shape in which forms read the answers of procedures. */
export class AuthCallError extends Error {
  override readonly name = "AuthCallError";
  constructor(readonly data: { code: string; reason: string; retryAfterMs: number | null }) {
    super(data.reason);
  }
}

const reasonOf = (status: number, code: unknown): string => {
  if (typeof code === "string" && REASONS[code]) return REASONS[code];
  return status === 429 ? "rate.limited" : "auth.failed";
};

/** Call an endpoint of the sign-in system; without body it is read. @throws AuthCallError. */
export async function authCall<T = Record<string, unknown>>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/api/auth${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? undefined : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = (await response.json().catch(() => null)) as { code?: unknown } | null;
  if (response.ok) return answer as T;
  const seconds = Number(response.headers.get("retry-after"));
  throw new AuthCallError({
    code: CODES[response.status] ?? "UNEXPECTED",
    reason: reasonOf(response.status, answer?.code),
    retryAfterMs: seconds > 0 ? seconds * 1000 : null,
  });
}
