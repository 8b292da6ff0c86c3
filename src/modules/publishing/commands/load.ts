import "server-only";
import { asc, inArray } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { type OpenAccount, openAccounts } from "@/modules/channels/queries";
import type { FrozenContent } from "../schemas";
import { postMedia, posts, variants } from "../tables";
import type { Claim } from "./claim";
import { freeze } from "./freeze";

/** A claim with everything that its call needs. */
export interface Load {
  claim: Claim;
  /** Null when its channel is gone. */
  account: OpenAccount | null;
  /** Null when its post or variant is gone. */
  content: FrozenContent | null;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Read content and accounts of a batch of claims. What may already be out keeps the content it was sent with. */
export function loadClaims(claims: readonly Claim[]): Promise<Load[]> {
  const postIds = unique(claims.map((claim) => claim.postId));
  const variantIds = claims.flatMap((claim) => claim.variantId ?? []);
  return inSystemTransaction(async (db) => {
    const postRows = await db.select().from(posts).where(inArray(posts.id, postIds));
    const variantRows = variantIds.length
      ? await db.select().from(variants).where(inArray(variants.id, variantIds))
      : [];
    const mediaRows = await db
      .select()
      .from(postMedia)
      .where(inArray(postMedia.postId, postIds))
      .orderBy(asc(postMedia.position));
    const accounts = await openAccounts(db, unique(claims.map((claim) => claim.channelId)));
    const postOf = new Map(postRows.map((row) => [row.id, row]));
    const variantOf = new Map<Id<"variant"> | null, (typeof variantRows)[number]>(
      variantRows.map((row) => [row.id, row]),
    );
    const mediaOf = Map.groupBy(mediaRows, (row) => row.postId);
    return claims.map((claim): Load => {
      const [post, variant] = [postOf.get(claim.postId), variantOf.get(claim.variantId)];
      const fresh =
        post && !post.deletedAt && variant
          ? freeze({ post, variant, media: mediaOf.get(claim.postId) ?? [] })
          : null;
      return {
        claim,
        account: accounts.get(claim.channelId) ?? null,
        content: claim.state === "unconfirmed" ? claim.content : fresh,
      };
    });
  });
}
