import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { assetDeleted } from "../events";
import { fileNameOf, STATES_THAT_NEED_FILES } from "../policy";
import { getAssetRecord } from "../queries";
import { type Asset, type DeleteAssetInput, MEDIA_TYPES, type UpdateAssetInput } from "../schemas";
import { assets } from "../tables";

/** Change an asset's name or alternative text. Posts keep the text that they were given. @throws NOT_FOUND. */
export function updateAsset(ctx: Ctx, { assetId, altText, fileName }: UpdateAssetInput): Promise<Asset> {
  authorise(ctx, "media.write");
  return inTransaction(ctx, async (tx) => {
    const current = await getOwned(tx, assetId);
    const name =
      fileName === undefined ? undefined : fileNameOf(fileName, MEDIA_TYPES[current.mimeType].extension);
    await tx.db
      .update(assets)
      .set({ altText: altText ?? current.altText, fileName: name ?? current.fileName })
      .where(and(eq(assets.tenantId, ctx.tenantId), eq(assets.id, assetId)));
    const changed = [altText !== undefined && "altText", fileName !== undefined && "fileName"].filter(
      Boolean,
    );
    await record(tx, "asset.updated", { targetId: assetId, data: { changed } });
    return getAssetRecord(tx, assetId);
  });
}

/** How many posts that are still to go out carry a file, themselves or in what follows them. */
async function countWaiting({ db, tenantId }: TxCtx, assetId: DeleteAssetInput["assetId"]): Promise<number> {
  const [tenant, named] = [sql`${idToUuid("workspace", tenantId)}::uuid`, `%"${assetId}"%`];
  const states = JSON.stringify(STATES_THAT_NEED_FILES);
  const { rows } = (await db.execute(sql`
    select count(distinct d.post_id)::int as waiting
    from ${deliveries} d
    join ${posts} p on p.tenant_id = d.tenant_id and p.id = d.post_id
    left join ${variants} v on v.tenant_id = d.tenant_id and v.id = d.variant_id
    where d.tenant_id = ${tenant} and ${states}::jsonb ? d.state
      and (coalesce(v.parts, p.parts)::text like ${named}
        or exists (select 1 from ${postMedia} m where m.tenant_id = p.tenant_id and m.post_id = p.id
          and m.asset_id = ${idToUuid("asset", assetId)}::uuid))`)) as unknown as {
    rows: { waiting: number }[];
  };
  return rows[0]?.waiting ?? 0;
}

/**
 * Take an asset out of the library; what was published with it stays whole.
 * @throws DomainError NOT_FOUND, or CONFLICT `asset.in_use` while a post that is still to go out carries it.
 */
export function deleteAsset(ctx: Ctx, { assetId }: DeleteAssetInput): Promise<{ deleted: true }> {
  authorise(ctx, "media.write");
  return inTransaction(ctx, async (tx) => {
    await getOwned(tx, assetId);
    const waiting = await countWaiting(tx, assetId);
    if (waiting > 0)
      throw new DomainError("CONFLICT", "asset.in_use", "A scheduled post carries this file", {
        details: { posts: waiting },
      });
    await tx.db
      .update(assets)
      .set({ deletedAt: ctx.clock.now() })
      .where(and(eq(assets.tenantId, ctx.tenantId), eq(assets.id, assetId)));
    await record(tx, "asset.deleted", { targetId: assetId });
    await emit(tx, { name: assetDeleted.name, data: { assetId } });
    return { deleted: true as const };
  });
}

/** Lock an asset of this workspace: posts that are being scheduled with it wait, or were first. */
async function getOwned(ctx: TxCtx, assetId: Id<"asset">) {
  const [row] = await ctx.db
    .select()
    .from(assets)
    .where(and(eq(assets.tenantId, ctx.tenantId), eq(assets.id, assetId), isNull(assets.deletedAt)))
    .for("update");
  if (!row) throw notFound("asset");
  return { ...row, mimeType: row.mimeType as keyof typeof MEDIA_TYPES };
}
