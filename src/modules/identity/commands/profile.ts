import "server-only";
import { and, eq, lt, ne } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { inSystemTransaction } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { type CurrentSession, findSession } from "../queries";
import type { RevokeSessionInput, UpdateProfileInput } from "../schemas";
import { sessions, users, verifications } from "../tables";

/** Change one's name and language. */
export async function updateProfile(
  userId: Id<"user">,
  input: UpdateProfileInput,
  now: Date,
): Promise<{ id: Id<"user"> }> {
  const changed = await getDatabase()
    .db.update(users)
    .set({ ...input, updatedAt: now })
    .where(eq(users.id, userId))
    .returning({ id: users.id });
  if (changed.length === 0) throw notFound("user");
  return { id: userId };
}

/** Note that an address was proved by a link that only its mailbox received; nothing happens when it has changed since. */
export async function confirmAddress(userId: Id<"user">, email: string): Promise<void> {
  await getDatabase()
    .db.update(users)
    .set({ emailVerified: true })
    .where(and(eq(users.id, userId), eq(users.email, email)));
}

async function mustHaveSession(headers: Headers): Promise<CurrentSession> {
  const session = await findSession(headers);
  if (!session) throw new DomainError("UNAUTHENTICATED", "session.missing", "Sign in first");
  return session;
}

/** Sign one of one's own devices out, at once. @throws DomainError NOT_FOUND for somebody else's. */
export async function revokeSession(
  headers: Headers,
  { sessionId }: RevokeSessionInput,
): Promise<{ id: Id<"session"> }> {
  const { userId } = await mustHaveSession(headers);
  const revoked = await getDatabase()
    .db.delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  if (revoked.length === 0) throw notFound("session");
  return { id: sessionId };
}

/** Sign every other device out. */
export async function revokeOtherSessions(headers: Headers): Promise<{ revoked: number }> {
  const { userId, sessionId } = await mustHaveSession(headers);
  const revoked = await getDatabase()
    .db.delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, sessionId)))
    .returning({ id: sessions.id });
  return { revoked: revoked.length };
}

/** Delete sessions and links that have expired. Publify's own job. */
export function purgeExpired(now: Date): Promise<{ sessions: number; verifications: number }> {
  return inSystemTransaction(async (db) => {
    const ended = await db.delete(sessions).where(lt(sessions.expiresAt, now)).returning({ id: sessions.id });
    const stale = await db
      .delete(verifications)
      .where(lt(verifications.expiresAt, now))
      .returning({ id: verifications.id });
    return { sessions: ended.length, verifications: stale.length };
  });
}
