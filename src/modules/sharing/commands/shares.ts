import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, count, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { workspaces } from "@/modules/workspaces/tables";
import { getEnv } from "@/platform/env";
import { requireCampaigns, shareViewOf } from "../queries";
import {
  type CreatedShare,
  type CreateShareInput,
  type ShareIdInput,
  type ShareKind,
  type ShareView,
  shareExpiryOf,
  sharesMax,
} from "../schemas";
import { shares } from "../tables";

const secretBytes = 32;

const urlOf = (kind: ShareKind, token: string): string =>
  `${getEnv().appUrl}${kind === "ics" ? `/api/calendar/${token}.ics` : `/share/${token}`}`;

/**
 * Hand out a secret address that shows the plan; what is stored of the secret is its SHA-256.
 * @throws DomainError NOT_FOUND for filters that are not this workspace's, LIMITED `share.too_many`.
 */
export function createShare(ctx: Ctx, input: CreateShareInput): Promise<CreatedShare> {
  authorise(ctx, "plan.share");
  return inTransaction(ctx, async (ctx) => {
    const { kind, name, filters, lifetimeDays } = input;
    await ctx.db.select().from(workspaces).where(eq(workspaces.id, ctx.tenantId)).for("update");
    const [row] = await ctx.db
      .select({ held: count() })
      .from(shares)
      .where(and(eq(shares.tenantId, ctx.tenantId), isNull(shares.revokedAt)));
    if ((row?.held ?? 0) >= sharesMax)
      throw new DomainError("LIMITED", "share.too_many", `A workspace has at most ${sharesMax} links`, {
        details: { max: sharesMax },
      });
    await findChannels(ctx, filters.channelIds ?? []);
    await requireCampaigns(ctx, filters.campaignIds ?? []);
    const [id, token, now] = [
      newId("share"),
      randomBytes(secretBytes).toString("base64url"),
      ctx.clock.now(),
    ];
    const tokenHash = createHash("sha256").update(token).digest("hex");
    const createdBy = ctx.actor.type === "user" ? ctx.actor.userId : null;
    const [made] = await ctx.db
      .insert(shares)
      .values({
        ...{ id, tenantId: ctx.tenantId, kind, name, tokenHash, filters, createdBy },
        ...{ createdAt: now, expiresAt: shareExpiryOf(now, lifetimeDays) },
      })
      .returning();
    if (!made) throw new Error("The share was not written");
    await record(ctx, "share.created", { targetId: id, data: { kind, lifetimeDays } });
    return { ...shareViewOf(made, now), url: urlOf(kind, token) };
  });
}

/** Close an address at once; closing it again changes nothing. @throws DomainError NOT_FOUND. */
export function revokeShare(ctx: Ctx, { shareId }: ShareIdInput): Promise<ShareView> {
  authorise(ctx, "plan.share");
  return inTransaction(ctx, async (ctx) => {
    const mine = and(eq(shares.tenantId, ctx.tenantId), eq(shares.id, shareId));
    const now = ctx.clock.now();
    const [revoked] = await ctx.db
      .update(shares)
      .set({ revokedAt: now })
      .where(and(mine, isNull(shares.revokedAt)))
      .returning();
    if (revoked) await record(ctx, "share.revoked", { targetId: shareId });
    const [row] = revoked ? [revoked] : await ctx.db.select().from(shares).where(mine);
    if (!row) throw notFound("share");
    return shareViewOf(row, now);
  });
}
