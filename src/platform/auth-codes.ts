import "server-only";
import { createHmac } from "node:crypto";
import type { BetterAuthPlugin, HookEndpointContext } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { eq, lt } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { type Id, idFromUuid } from "@/kernel/ids";
import { verifications } from "@/modules/identity/tables";

/** A code is right in its own 30 seconds, in those before and in those after. */
const rightForMs = 90_000;

/** One id for one code of one person: the primary key lets a single mark exist, whichever process writes it. */
function markId(secret: string, userId: string, code: string): Id<"verification"> {
  const hex = createHmac("sha256", secret).update(`totp ${userId} ${code}`).digest("hex");
  // A UUID of version 8: its bits are the maker's own.
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`, `8${hex.slice(15, 18)}`];
  return idFromUuid("verification", [...parts, hex.slice(18, 30)].join("-"));
}

interface Mark {
  id: Id<"verification">;
  userId: string;
}

/** Write down that a code is used; false when it was, and may still be right. */
async function use({ id, userId }: Mark): Promise<boolean> {
  const now = new Date();
  const mark = {
    identifier: `used-code ${id}`,
    value: userId,
    expiresAt: new Date(now.getTime() + rightForMs),
  };
  const written = await getDatabase()
    .db.insert(verifications)
    .values({ id, ...mark })
    .onConflictDoUpdate({ target: verifications.id, set: mark, setWhere: lt(verifications.expiresAt, now) })
    .returning({ id: verifications.id });
  return written.length > 0;
}

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Who gives the code: somebody signed in, or who gave the password just now. */
async function personOf(ctx: Context): Promise<string | null> {
  const session = await getSessionFromCtx(ctx);
  if (session) return session.user.id;
  const { name } = ctx.context.createAuthCookie("two_factor");
  const challenge = await ctx.getSignedCookie(name, ctx.context.secret);
  if (!challenge) return null;
  return (await ctx.context.internalAdapter.findVerificationValue(challenge))?.value ?? null;
}

/** None for what is no code: hooks see a body before its schema does. */
async function markOf(ctx: Context): Promise<Mark | null> {
  const { code } = (ctx.body ?? {}) as { code?: unknown };
  if (typeof code !== "string") return null;
  const userId = await personOf(ctx);
  return userId === null ? null : { id: markId(ctx.context.secret, userId, code), userId };
}

const refuseUsed = createAuthMiddleware(async (ctx) => {
  const mark = await markOf(ctx);
  if (mark === null || (await use(mark))) return;
  throw new APIError("UNAUTHORIZED", { code: "CODE_ALREADY_USED", message: "This code was used already" });
});

// Not reached by a code that was refused above: the mark is of this very call.
const forgetRefused = createAuthMiddleware(async (ctx) => {
  // What a schema refuses is an error of another class than what the library refuses.
  if (!(ctx.context.returned instanceof Error)) return;
  const mark = await markOf(ctx);
  if (mark) await getDatabase().db.delete(verifications).where(eq(verifications.id, mark.id));
});

const matcher = ({ path }: HookEndpointContext): boolean => path === "/two-factor/verify-totp";

/**
 * A code of an authenticator app counts once (RFC 6238 §5.2): whoever saw it being typed cannot repeat it. The mark is
 * made before the code is looked at, so that of two uses at once one is refused, and goes when the code was not right.
 */
export const codesCountOnce = {
  id: "codes-count-once",
  hooks: {
    before: [{ matcher, handler: refuseUsed }],
    after: [{ matcher, handler: forgetRefused }],
  },
} satisfies BetterAuthPlugin;
