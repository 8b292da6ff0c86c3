import "server-only";
import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { reopenApproval } from "@/modules/approvals/commands/reopen";
import { getPost } from "../queries";
import type { FrozenContent, PostPart } from "../schemas";
import { deliveries, posts, variants } from "../tables";
import { keepVersion } from "./compose";
import { lockPost } from "./states";

type DeliveryRow = typeof deliveries.$inferSelect;
type PostRow = typeof posts.$inferSelect;

const withText = (content: FrozenContent, body: string): FrozenContent => {
  const { hash: _, ...said } = { ...content, body };
  return { ...said, hash: createHash("sha256").update(JSON.stringify(said)).digest("hex") };
};

const replaced = (parts: readonly PostPart[], part: number, body: string): PostPart[] =>
  parts.map((one, index) => (index === part - 1 ? { ...one, body } : one));

/** The post says on that channel what now stands there; where it goes nowhere else it says so itself. */
async function follow(
  { db, tenantId }: TxCtx,
  post: PostRow,
  { channelId, part }: DeliveryRow,
  body: string,
) {
  const ofPost = and(eq(variants.tenantId, tenantId), eq(variants.postId, post.id));
  const all = await db.select().from(variants).where(ofPost);
  const variant = all.find((one) => one.channelId === channelId);
  const ofThis = and(ofPost, eq(variants.channelId, channelId));
  const own = and(eq(posts.tenantId, tenantId), eq(posts.id, post.id));
  if (!variant) return;
  const alone = all.length === 1;
  if (part > 0) {
    const parts = replaced(variant.parts ?? post.parts, part, body);
    if (alone && variant.parts === null) await db.update(posts).set({ parts }).where(own);
    else await db.update(variants).set({ parts }).where(ofThis);
  } else if (alone && variant.body === null) await db.update(posts).set({ body }).where(own);
  else await db.update(variants).set({ body }).where(ofThis);
}

/**
 * The text of something published was changed on its network by us: what is kept of it follows, and so does its post.
 * @throws DomainError NOT_FOUND, CONFLICT `delivery.wrong_state` unless it is published.
 */
export async function amendPublished(
  ctx: TxCtx,
  { deliveryId, text, url }: { deliveryId: Id<"delivery">; text: string; url: string | null },
): Promise<void> {
  const { db, tenantId } = ctx;
  const where = and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, deliveryId));
  const [found] = await db.select({ postId: deliveries.postId }).from(deliveries).where(where);
  if (!found) throw notFound("delivery");
  const post = await lockPost(db, tenantId, found.postId);
  const [delivery] = await db.select().from(deliveries).where(where).for("update");
  if (delivery?.state !== "published" || !delivery.content)
    throw new DomainError("CONFLICT", "delivery.wrong_state", "Only what was published can be amended");
  const now = ctx.clock.now();
  const content = withText(delivery.content, text);
  await db
    .update(deliveries)
    .set({ content, url: url ?? delivery.url, updatedAt: now })
    .where(where);
  if (!post) return;
  await follow(ctx, post, delivery, text);
  await db
    .update(posts)
    .set({ revision: post.revision + 1, updatedAt: now })
    .where(and(eq(posts.tenantId, tenantId), eq(posts.id, post.id)));
  await reopenApproval(ctx, post.id);
  await keepVersion(ctx, await getPost(ctx, { postId: post.id }), "edited");
}
