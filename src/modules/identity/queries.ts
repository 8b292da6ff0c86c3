import "server-only";
import { and, asc, desc, eq, gt } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { DEFAULT_LOCALE, isLocale, type Locale } from "@/i18n/locales";
import { DomainError } from "@/kernel/errors";
import { type Id, isId } from "@/kernel/ids";
import { getAuth } from "@/platform/auth";
import { type Device, deviceOf, readableAddress } from "./policy";
import { accounts, passkeys, sessions, users } from "./tables";

export interface Person {
  id: Id<"user">;
  name: string;
  email: string;
  emailVerified: boolean;
  locale: Locale;
  twoFactorEnabled: boolean;
}

const PERSON = {
  id: users.id,
  name: users.name,
  email: users.email,
  emailVerified: users.emailVerified,
  locale: users.locale,
  twoFactorEnabled: users.twoFactorEnabled,
};

/** A person's own data. @throws DomainError UNAUTHENTICATED `session.missing` when they are gone. */
export async function getPerson(userId: Id<"user">): Promise<Person> {
  const [row] = await getDatabase().db.select(PERSON).from(users).where(eq(users.id, userId));
  if (!row) throw new DomainError("UNAUTHENTICATED", "session.missing", "Sign in first");
  return { ...row, locale: isLocale(row.locale) ? row.locale : DEFAULT_LOCALE };
}

/** The language of the person with this address, if they have an account. */
export async function findLocaleOf(email: string): Promise<Locale | null> {
  const [row] = await getDatabase()
    .db.select({ locale: users.locale })
    .from(users)
    .where(eq(users.email, email));
  return isLocale(row?.locale) ? row.locale : null;
}

export interface CurrentSession {
  sessionId: Id<"session">;
  userId: Id<"user">;
}

/** The session whose cookie the request carries, or null. */
export async function findSession(headers: Headers): Promise<CurrentSession | null> {
  const found = await getAuth().api.getSession({ headers });
  if (!found || !isId("session", found.session.id) || !isId("user", found.user.id)) return null;
  return { sessionId: found.session.id, userId: found.user.id };
}

/** The person of this request, or null. */
export async function findViewer(headers: Headers): Promise<Person | null> {
  const session = await findSession(headers);
  return session && getPerson(session.userId);
}

export interface SessionView extends Device {
  id: Id<"session">;
  current: boolean;
  ipAddress: string | null;
  signedInAt: Date;
  seenAt: Date;
}

/** Where the person of this request is signed in, this device first. Tokens stay on the server. */
export async function listSessions(headers: Headers, now: Date): Promise<SessionView[]> {
  const current = await findSession(headers);
  if (!current) return [];
  const rows = await getDatabase()
    .db.select()
    .from(sessions)
    .where(and(eq(sessions.userId, current.userId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.updatedAt));
  return rows
    .map((row) => ({
      id: row.id,
      current: row.id === current.sessionId,
      ipAddress: readableAddress(row.ipAddress),
      signedInAt: row.createdAt,
      seenAt: row.updatedAt,
      ...deviceOf(row.userAgent),
    }))
    .sort((a, b) => Number(b.current) - Number(a.current));
}

export interface SecurityView {
  hasPassword: boolean;
  twoFactorEnabled: boolean;
  /** Sign-in with other sites that is linked: `google`, `github`. */
  providers: string[];
  passkeys: { id: Id<"passkey">; name: string | null; createdAt: Date }[];
}

/** How a person can sign in. */
export async function getSecurity(userId: Id<"user">): Promise<SecurityView> {
  const { db } = getDatabase();
  const [person, held, keys] = await Promise.all([
    getPerson(userId),
    db.select({ provider: accounts.providerId }).from(accounts).where(eq(accounts.userId, userId)),
    db
      .select({ id: passkeys.id, name: passkeys.name, createdAt: passkeys.createdAt })
      .from(passkeys)
      .where(eq(passkeys.userId, userId))
      .orderBy(asc(passkeys.createdAt)),
  ]);
  const providers = held.map(({ provider }) => provider);
  return {
    hasPassword: providers.includes("credential"),
    twoFactorEnabled: person.twoFactorEnabled,
    providers: providers.filter((provider) => provider !== "credential"),
    passkeys: keys,
  };
}
