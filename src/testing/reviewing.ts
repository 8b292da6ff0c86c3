import { and, eq } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { createReviewLink } from "@/modules/approvals/commands/review-links";
import { createReviewInput } from "@/modules/approvals/schemas";
import { users } from "@/modules/identity/tables";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { getPost } from "@/modules/publishing/queries";
import { updatePostInput } from "@/modules/publishing/schemas";
import { members } from "@/modules/workspaces/tables";
import type { WorkspaceCtx } from "./context";

/** Another person of the same workspace, as their context. */
export async function aColleague(ctx: WorkspaceCtx, role: Role, name = "Grace"): Promise<WorkspaceCtx> {
  const userId = newId("user");
  const { db } = getDatabase();
  await db.insert(users).values({ id: userId, name, email: `${userId}@example.test`, emailVerified: true });
  await db.insert(members).values({ id: newId("member"), tenantId: ctx.tenantId, userId, role });
  return { ...ctx, actor: { type: "user", userId, role } };
}

/** Save another text, as the composer does. */
export async function edit(ctx: WorkspaceCtx, postId: Id<"post">, body: string): Promise<void> {
  const { title, tags, language, revision, variants } = await getPost(ctx, { postId });
  const kept = variants.map(({ channelId, settings }) => ({ channelId, settings }));
  await updatePost(
    ctx,
    updatePostInput.parse({ postId, revision, title, tags, language, body, variants: kept }),
  );
}

/** A review link for a client, with the secret that its address carries. */
export async function aReviewLink(ctx: WorkspaceCtx, postIds: readonly Id<"post">[], more: object = {}) {
  const input = { email: "nadia@client.test", name: "Nadia", postIds, ...more };
  const link = await createReviewLink(ctx, createReviewInput.parse(input));
  return { ...link, token: link.url.split("/").at(-1) ?? "" };
}

/** The data of this workspace's events of one name, oldest first. */
export async function eventsOf(ctx: WorkspaceCtx, name: string): Promise<Record<string, unknown>[]> {
  const rows = await getDatabase()
    .db.select({ data: outbox.data })
    .from(outbox)
    .where(and(eq(outbox.tenantId, ctx.tenantId), eq(outbox.name, name)))
    .orderBy(outbox.sequence);
  return rows.map(({ data }) => data);
}
