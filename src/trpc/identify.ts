import "server-only";
import type { Caller, Clock } from "@/kernel/context";
import { type Id, isId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { authenticateApiKey } from "@/modules/apikeys/commands/keys";
import { findMembership } from "@/modules/workspaces/queries";
import { getAuth } from "@/platform/auth";

/** The person whose session cookie the request carries, or null. */
export async function findSessionUser(headers: Headers): Promise<{ userId: Id<"user"> } | null> {
  const session = await getAuth().api.getSession({ headers });
  return session && isId("user", session.user.id) ? { userId: session.user.id } : null;
}

export interface Seat {
  tenantId: Id<"workspace">;
  role: Role;
}

/** The person's seat in the workspace at `slug`; null when there is none, or no such workspace. */
export const findSeat = (userId: Id<"user">, slug: string): Promise<Seat | null> =>
  findMembership(userId, slug);

/** The integration behind an API key. @throws DomainError UNAUTHENTICATED. */
export const findApiKeyCaller = (key: string, by: { clock: Clock; traceId: string }): Promise<Caller> =>
  authenticateApiKey(key, by);
