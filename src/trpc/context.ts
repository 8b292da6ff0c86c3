import "server-only";
import type { Ctx } from "@/db/tx";
import { type Caller, type Clock, systemClock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { traceIdOf } from "@/platform/trace";
import { findApiKeyCaller, findSeat, findSessionUser } from "./identify";

/** The slug of the workspace that a page or a browser call speaks of; ignored when a key is presented. */
export const workspaceHeader = "x-publify-workspace";

export interface SessionUser {
  userId: Id<"user">;
}

/** What every procedure is given. Nothing is looked up until a procedure asks, and then once a request. */
export interface RequestContext {
  readonly headers: Headers;
  readonly clock: Clock;
  readonly traceId: string;
  /** The signed-in person. @throws DomainError UNAUTHENTICATED `session.missing`. */
  requireUser(): Promise<SessionUser>;
  /** The caller in its workspace: a member by session, or an integration by key. */
  requireCaller(): Promise<Ctx>;
}

const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let promise: Promise<T> | undefined;
  return () => (promise ??= load());
};

/** The API key that a request presents, in `x-api-key` or as a bearer token. */
export function presentedKey(headers: Headers): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return headers.get("x-api-key") ?? bearer ?? null;
}

const unauthenticated = () => new DomainError("UNAUTHENTICATED", "session.missing", "Sign in first");

export interface RequestContextOptions {
  headers: Headers;
  clock?: Clock;
  traceId?: string;
  /** REST: a key or nothing, so that no cookie ever authorises a call from another site. */
  keysOnly?: boolean;
}

/** Build the context of one request. A key that is presented and refused never falls back to the session. */
export function createContext(options: RequestContextOptions): RequestContext {
  const { headers, clock = systemClock, traceId = traceIdOf(headers), keysOnly = false } = options;
  const key = presentedKey(headers);
  const requireUser = once(async () => {
    const user = key === null && !keysOnly ? await findSessionUser(headers) : null;
    if (!user) throw unauthenticated();
    return user;
  });
  const requireCaller = once(async (): Promise<Caller> => {
    if (key !== null) return findApiKeyCaller(key, { clock, traceId });
    if (keysOnly)
      throw new DomainError("UNAUTHENTICATED", "api_key.missing", "Send an API key in the x-api-key header");
    const { userId } = await requireUser();
    const slug = headers.get(workspaceHeader);
    const seat = slug ? await findSeat(userId, slug) : null;
    if (!seat) throw notFound("workspace");
    return {
      tenantId: seat.tenantId,
      actor: { type: "user", userId, role: seat.role },
      clock,
      traceId,
    };
  });
  return { headers, clock, traceId, requireUser, requireCaller };
}
