import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { assets } from "@/modules/media/tables";
import { getPost } from "../queries";
import { createPostInput, type PostPart, type PostView } from "../schemas";
import type { DuplicatePostInput } from "../schemas.organise";
import { createPost } from "./drafts";

const partsOf = ({ parts, variants }: PostView) => [
  ...parts,
  ...variants.flatMap((variant) => variant.parts ?? []),
];

/** The files of a post that are still in the library: a copy cannot carry the others. */
async function findFiles({ db, tenantId }: TxCtx, post: PostView): Promise<Set<string>> {
  const wanted: Id<"asset">[] = [
    ...post.media.map(({ id }) => id),
    ...partsOf(post).flatMap(({ media }) => media.map(({ assetId }) => assetId)),
  ];
  if (wanted.length === 0) return new Set();
  const rows = await db
    .select({ id: assets.id })
    .from(assets)
    .where(
      and(eq(assets.tenantId, tenantId), inArray(assets.id, [...new Set(wanted)]), isNull(assets.deletedAt)),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Write a draft that says the same and goes to the same channels; it has no time, and nothing of it was approved. */
export function duplicatePost(ctx: Ctx, input: DuplicatePostInput): Promise<PostView> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (tx) => {
    const post = await getPost(tx, input);
    const files = await findFiles(tx, post);
    const parts = (list: readonly PostPart[]) =>
      list.map((part) => ({ ...part, media: part.media.filter(({ assetId }) => files.has(assetId)) }));
    const { title, body, tags, language, signed } = post;
    const copy = await createPost(
      tx,
      createPostInput.parse({
        ...{ title, body, tags, language, signed, parts: parts(post.parts) },
        media: post.media
          .filter(({ id }) => files.has(id))
          .map(({ id, altText }) => ({ assetId: id, altText })),
        variants: post.variants.map(({ channelId, body, assetIds, settings, parts: own }) => ({
          ...{ channelId, body, settings, parts: own && parts(own) },
          assetIds: assetIds?.filter((id) => files.has(id)) ?? null,
        })),
        ...(input.keepCampaign && { campaignId: post.campaignId }),
        ...(input.keepLabels && { labelIds: post.labels.map(({ id }) => id) }),
      }),
    );
    await record(tx, "post.duplicated", { targetId: copy.id, data: { from: post.id } });
    return copy;
  });
}
