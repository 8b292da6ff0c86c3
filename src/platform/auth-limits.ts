import "server-only";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { visitorOf } from "./client-address";
import { type PolicyName, peekRateLimit, type RateLimitResult, rateLimit, resetRateLimit } from "./ratelimit";

const POLICY_OF_PATH: readonly (readonly [RegExp, PolicyName])[] = [
  [/^\/sign-in\//, "auth.signIn"],
  [/^\/passkey\/(generate-authenticate-options|verify-authentication)/, "auth.signIn"],
  [/^\/change-password/, "auth.signIn"],
  [/^\/sign-up\//, "auth.signUp"],
  [/^\/two-factor\//, "auth.secondFactor"],
  [/^\/(request-password-reset|send-verification-email|change-email)/, "auth.mail"],
];

/** The policy that a path of better-auth falls under. */
export const policyOf = (path: string): PolicyName =>
  POLICY_OF_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? "auth.other";

/** Better-auth's limiter on our Redis: its key is `address|path`, the numbers come from our table. */
export const authRateLimit = {
  enabled: true,
  customStorage: {
    consume: async (key: string) => {
      const [address = "", path = ""] = key.split("|");
      const policy = policyOf(path);
      const { allowed, retryAfterMs } = await rateLimit(policy, policy === "auth.other" ? key : address);
      return { allowed, retryAfter: allowed ? null : Math.ceil(retryAfterMs / 1000) };
    },
  },
};

const enforce = async (name: PolicyName, key: string): Promise<void> =>
  requireAllowed(await rateLimit(name, key));

function requireAllowed({ allowed, retryAfterMs }: RateLimitResult): void {
  if (allowed) return;
  const seconds = String(Math.ceil(retryAfterMs / 1000));
  throw new APIError(
    "TOO_MANY_REQUESTS",
    { code: "TOO_MANY_REQUESTS", message: "Too many attempts, try again later" },
    { "Retry-After": seconds },
  );
}

interface Attempt {
  path?: string;
  body?: unknown;
  headers?: Headers;
}

const MAIL_PATHS = new Set(["/request-password-reset", "/send-verification-email"]);

const emailIn = (body: unknown): string | null => {
  const email = (body as { email?: unknown } | undefined)?.email;
  return typeof email === "string" ? email.trim().toLowerCase().slice(0, 320) : null;
};

const addressOf = ({ headers }: Attempt): string => (headers ? visitorOf(headers) : "");

/** A guess is counted per account and address, so that a stranger elsewhere cannot lock its owner out. */
const guessKey = ({ headers }: Attempt, email: string): string => `${email}|${addressOf({ headers })}`;

/** Before a call: slow down guessing at one account and which accounts there are, and mail to one address. */
export const limitByAccount = createAuthMiddleware(async (ctx) => {
  // Also of free addresses: a refusal of the taken ones alone would tell as much.
  if (ctx.path === "/sign-up/email") requireAllowed(await peekRateLimit("auth.taken", addressOf(ctx)));
  const email = emailIn(ctx.body);
  if (email === null) return;
  if (ctx.path === "/sign-in/email") {
    await enforce("auth.guess", guessKey(ctx, email));
    await enforce("auth.guessAnywhere", email);
  }
  if (MAIL_PATHS.has(ctx.path)) await enforce("auth.mailTo", email);
});

const tellsOfAccount = (returned: unknown): boolean =>
  returned instanceof APIError && String(returned.body?.code).startsWith("USER_ALREADY_EXISTS");

/** After a call: count who was told of an account; a right password clears the guesses. */
export const settleAttempt = createAuthMiddleware(async (ctx) => {
  if (ctx.path === "/sign-up/email" && tellsOfAccount(ctx.context.returned))
    await rateLimit("auth.taken", addressOf(ctx));
  if (ctx.path !== "/sign-in/email" || ctx.context.returned instanceof APIError) return;
  const email = emailIn(ctx.body);
  if (email === null) return;
  await resetRateLimit("auth.guess", guessKey(ctx, email));
  await resetRateLimit("auth.guessAnywhere", email);
});
