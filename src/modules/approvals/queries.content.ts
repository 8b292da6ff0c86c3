import "server-only";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { channels } from "@/modules/channels/tables";
import { findFinisher } from "@/modules/publishing/queries.finish";
import { postMedia, type posts, variants } from "@/modules/publishing/tables";
import { approvalContentOf } from "./policy";
import type { ApprovalContent } from "./schemas";

type PostRow = typeof posts.$inferSelect;

/** What would go out of posts as they are now, in a few statements for all; they may be of several workspaces. */
export async function loadContents(
  { db }: Pick<TxCtx, "db">,
  rows: readonly PostRow[],
): Promise<Map<Id<"post">, ApprovalContent>> {
  if (rows.length === 0) return new Map();
  const [ids, tenantIds] = [rows.map(({ id }) => id), [...new Set(rows.map(({ tenantId }) => tenantId))]];
  const media = await db
    .select({ postId: postMedia.postId, assetId: postMedia.assetId, altText: postMedia.altText })
    .from(postMedia)
    .where(and(inArray(postMedia.tenantId, tenantIds), inArray(postMedia.postId, ids)))
    .orderBy(asc(postMedia.position));
  const places = await db
    .select({ variant: variants, channelName: channels.name, network: channels.network })
    .from(variants)
    .innerJoin(channels, and(eq(channels.tenantId, variants.tenantId), eq(channels.id, variants.channelId)))
    .where(and(inArray(variants.tenantId, tenantIds), inArray(variants.postId, ids)))
    .orderBy(asc(variants.id));
  const finisher = await findFinisher({ db }, rows);
  const mediaOf = Map.groupBy(media, ({ postId }) => postId);
  const placesOf = Map.groupBy(places, ({ variant }) => variant.postId);
  const contentOf = (post: PostRow): ApprovalContent =>
    approvalContentOf({
      post,
      media: mediaOf.get(post.id) ?? [],
      variants: (placesOf.get(post.id) ?? []).map(({ variant, ...place }) => ({
        ...variant,
        // What it waits for is known only when it leaves: until then its name stands in the text.
        finishing: finisher({ ...post, channelId: variant.channelId, ...place }, null),
      })),
    });
  return new Map(rows.map((post) => [post.id, contentOf(post)]));
}
