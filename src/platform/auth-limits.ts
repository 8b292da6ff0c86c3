import "server-only";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { clientAddressOf } from "./client-address";
import { type PolicyName, rateLimit, resetRateLimit } from "./ratelimit";

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

async function enforce(name: PolicyName, key: string): Promise<void> {
  const { allowed, retryAfterMs } = await rateLimit(name, key);
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

/** A guess is counted per account and address, so that a stranger elsewhere cannot lock its owner out. */
const guessKey = ({ headers }: Attempt, email: string): string =>
  `${email}|${headers ? clientAddressOf(headers) : ""}`;

/** Before a call: slow down guessing at one account, and mail to one address. */
export const limitByAccount = createAuthMiddleware(async (ctx) => {
  const email = emailIn(ctx.body);
  if (email === null) return;
  if (ctx.path === "/sign-in/email") {
    await enforce("auth.guess", guessKey(ctx, email));
    await enforce("auth.guessAnywhere", email);
  }
  if (MAIL_PATHS.has(ctx.path)) await enforce("auth.mailTo", email);
});

/** After a call: a right password clears the guesses. */
export const forgiveAccount = createAuthMiddleware(async (ctx) => {
  if (ctx.path !== "/sign-in/email" || ctx.context.returned instanceof APIError) return;
  const email = emailIn(ctx.body);
  if (email === null) return;
  await resetRateLimit("auth.guess", guessKey(ctx, email));
  await resetRateLimit("auth.guessAnywhere", email);
});
