import "server-only";
import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, isUniqueViolation } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { createSiteChannel } from "@/modules/channels/commands/create-site";
import { leaveFiles } from "@/modules/media/commands/purge";
import { enforceRateLimit } from "@/platform/ratelimit";
import { workspaceCreated, workspaceDeleted } from "../events";
import { slugCandidates } from "../policy";
import type { CreateWorkspaceInput, DeleteWorkspaceInput, UpdateWorkspaceInput } from "../schemas";
import { members, workspaces } from "../tables";

/** A signed-in person who is not in a workspace yet. */
export interface Founder {
  userId: Id<"user">;
  clock: Clock;
  traceId: string;
}

export interface CreatedWorkspace {
  id: Id<"workspace">;
  slug: string;
}

/** Found a workspace: its creator owns it, and its Site channel is there at once. */
export async function createWorkspace(
  founder: Founder,
  input: CreateWorkspaceInput,
): Promise<CreatedWorkspace> {
  await enforceRateLimit("workspaces.create", founder.userId);
  const suffix = () => randomBytes(3).toString("hex");
  for (const slug of slugCandidates(input.name, suffix)) {
    const created = await insertWorkspace(founder, { ...input, slug });
    if (created) return created;
  }
  throw new DomainError("CONFLICT", "workspace.slug_taken", "No free address for this name", {
    field: "name",
  });
}

/** Null when the address is taken: the next one is tried in a transaction of its own. */
async function insertWorkspace(
  { userId, clock, traceId }: Founder,
  input: CreateWorkspaceInput & { slug: string },
): Promise<CreatedWorkspace | null> {
  const id = newId("workspace");
  const ctx: Ctx = { tenantId: id, actor: { type: "user", userId, role: "owner" }, clock, traceId };
  try {
    return await inTransaction(ctx, async (tx) => {
      const now = clock.now();
      await tx.db.insert(workspaces).values({ id, ...input, createdAt: now, updatedAt: now });
      await tx.db
        .insert(members)
        .values({ id: newId("member"), tenantId: id, userId, role: "owner", createdAt: now });
      await createSiteChannel(tx);
      await record(tx, workspaceCreated.name, { targetId: id });
      await emit(tx, { name: workspaceCreated.name, data: { workspaceId: id, userId } });
      return { id, slug: input.slug };
    });
  } catch (error) {
    if (isUniqueViolation(error, "workspaces_slug_unique")) return null;
    throw error;
  }
}

/** Change name, zone and language. Wall times that are already planned keep their instants. */
export function updateWorkspace(ctx: Ctx, input: UpdateWorkspaceInput): Promise<{ id: Id<"workspace"> }> {
  authorise(ctx, "workspace.update");
  return inTransaction(ctx, async (tx) => {
    const changed = await tx.db
      .update(workspaces)
      .set({ ...input, updatedAt: tx.clock.now() })
      .where(eq(workspaces.id, tx.tenantId))
      .returning({ id: workspaces.id });
    if (changed.length === 0) throw notFound("workspace");
    await record(tx, "workspace.updated", { targetId: tx.tenantId, data: { fields: Object.keys(input) } });
    return { id: tx.tenantId };
  });
}

/**
 * Delete a workspace with everything in it; its audit rows stay.
 * @throws DomainError INVALID `workspace.confirmation_mismatch` when its address was not typed.
 */
export function deleteWorkspace(
  ctx: Ctx,
  { confirmation }: DeleteWorkspaceInput,
): Promise<{ id: Id<"workspace"> }> {
  authorise(ctx, "workspace.delete");
  return inTransaction(ctx, async (tx) => {
    const mine = eq(workspaces.id, tx.tenantId);
    const [workspace] = await tx.db
      .select({ slug: workspaces.slug })
      .from(workspaces)
      .where(mine)
      .for("update");
    if (!workspace) throw notFound("workspace");
    if (confirmation !== workspace.slug)
      throw new DomainError("INVALID", "workspace.confirmation_mismatch", "Type the workspace's address", {
        field: "confirmation",
        details: { slug: workspace.slug },
      });
    await record(tx, workspaceDeleted.name, { targetId: tx.tenantId });
    await emit(tx, { name: workspaceDeleted.name, data: { workspaceId: tx.tenantId } });
    await leaveFiles(tx);
    await tx.db.delete(workspaces).where(mine);
    return { id: tx.tenantId };
  });
}
