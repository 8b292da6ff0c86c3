import { getDatabase } from "@/db/client";
import type { Ctx } from "@/db/tx";
import { type Clock, systemClock } from "@/kernel/context";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { users } from "@/modules/identity/tables";
import { members, workspaces } from "@/modules/workspaces/tables";

export interface WorkspaceOptions {
  role?: Role;
  clock?: Clock;
  timeZone?: string;
  locale?: "en" | "fr";
}

export type WorkspaceCtx = Ctx & { actor: { type: "user"; userId: Id<"user">; role: Role } };

/** A workspace of its own with one member, as that member's context. */
export async function aWorkspace(options: WorkspaceOptions = {}): Promise<WorkspaceCtx> {
  const { role = "owner", clock = systemClock, timeZone = "Europe/Paris", locale = "en" } = options;
  const { db } = getDatabase();
  const [tenantId, userId] = [newId("workspace"), newId("user")];
  const name = tenantId.slice(-8);
  await db
    .insert(users)
    .values({ id: userId, name: `Ada ${name}`, email: `${userId}@example.test`, emailVerified: true });
  await db
    .insert(workspaces)
    .values({ id: tenantId, name: `Studio ${name}`, slug: tenantId.slice(3), timeZone, locale });
  await db.insert(members).values({ id: newId("member"), tenantId, userId, role });
  return { tenantId, actor: { type: "user", userId, role }, clock, traceId: newId("outbox") };
}

/** The same workspace seen by a member with another role. */
export const asRole = (ctx: WorkspaceCtx, role: Role): WorkspaceCtx => ({
  ...ctx,
  actor: { ...ctx.actor, role },
});

/** A clock that tests set and move. */
export class TestClock implements Clock {
  constructor(private at: Date = new Date("2026-11-21T08:00:00Z")) {}
  now(): Date {
    return this.at;
  }
  set(at: Date | string): void {
    this.at = new Date(at);
  }
  advance(ms: number): void {
    this.at = new Date(this.at.getTime() + ms);
  }
}
