import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { users } from "@/modules/identity/tables";
import { deliveries } from "@/modules/publishing/tables";
import { members } from "@/modules/workspaces/tables";
import { aWorkspace, TestClock, type WorkspaceCtx } from "./context";
import { aLabChannel, aPost } from "./publishing";

/** One more person in a workspace. */
export async function aMember(ctx: WorkspaceCtx, role: Role): Promise<WorkspaceCtx> {
  const { db } = getDatabase();
  const userId = newId("user");
  await db.insert(users).values({ id: userId, name: role, email: `${userId}@example.test` });
  await db.insert(members).values({ id: newId("member"), tenantId: ctx.tenantId, userId, role });
  return { ...ctx, actor: { type: "user", userId, role } };
}

/** A workspace with an owner, an author, and the author's post on a channel. */
export async function aStudio() {
  const clock = new TestClock();
  const owner = await aWorkspace({ clock });
  const author = await aMember(owner, "author");
  const channelId = await aLabChannel(owner);
  const post = await aPost(author, [channelId], "Boats in the harbour");
  const system = { ...owner, actor: { type: "system", name: "test" } as const };
  const aDelivery = async (more: Partial<typeof deliveries.$inferInsert> = {}): Promise<Id<"delivery">> => {
    const id = newId("delivery");
    const at = clock.now();
    await inTransaction(owner, ({ db, tenantId }) =>
      db.insert(deliveries).values({
        ...{ id, tenantId, postId: post.id, channelId, network: "lab", state: "failed" },
        ...{ publishAt: at, dueAt: at, reason: "policy", ...more },
      }),
    );
    return id;
  };
  return { clock, owner, author, system, channelId, post, aDelivery };
}
