import "server-only";
import { and, count, eq, isNotNull, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, isUniqueViolation, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise, can } from "@/kernel/permissions";
import { saidByCampaign } from "@/modules/approvals/commands/consent";
import { reopenChanged } from "@/modules/approvals/commands/reopen";
import { record } from "@/modules/audit/commands";
import { workspaces } from "@/modules/workspaces/tables";
import { getCampaign } from "../queries";
import {
  type CampaignIdInput,
  type CampaignView,
  type CreateCampaignInput,
  campaignsMax,
  type UpdateCampaignInput,
} from "../schemas";
import { campaigns } from "../tables";

const taken = (cause: unknown) =>
  new DomainError("CONFLICT", "campaign.name_taken", "A campaign of this name is under way", {
    field: "name",
    cause,
  });

/** Run a write that the unique index on names may refuse. */
async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isUniqueViolation(error, "campaigns_tenant_name") ? taken(error) : error;
  }
}

const mine = (ctx: Ctx, { campaignId }: CampaignIdInput) =>
  and(eq(campaigns.tenantId, ctx.tenantId), eq(campaigns.id, campaignId));

/** Found a campaign. @throws DomainError CONFLICT `campaign.name_taken`, LIMITED `campaign.too_many`. */
export function createCampaign(ctx: Ctx, input: CreateCampaignInput): Promise<CampaignView> {
  authorise(ctx, "plan.organise");
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const { db, tenantId, clock } = tx;
      await db
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(eq(workspaces.id, tenantId))
        .for("no key update");
      const [held] = await db.select({ n: count() }).from(campaigns).where(eq(campaigns.tenantId, tenantId));
      if ((held?.n ?? 0) >= campaignsMax)
        throw new DomainError("LIMITED", "campaign.too_many", `A workspace holds ${campaignsMax} campaigns`, {
          details: { max: campaignsMax },
        });
      const [campaignId, now] = [newId("campaign"), clock.now()];
      await db
        .insert(campaigns)
        .values({ id: campaignId, tenantId, createdAt: now, updatedAt: now, ...input });
      await record(tx, "campaign.created", { targetId: campaignId });
      return getCampaign(tx, { campaignId });
    }),
  );
}

/**
 * Change a campaign; posts whose links change with it are to be agreed to again.
 * @throws DomainError NOT_FOUND; CONFLICT `campaign.name_taken`; FORBIDDEN `campaign.words_planned` for one who may not
 * publish, when planned posts would say something else.
 */
export function updateCampaign(ctx: Ctx, input: UpdateCampaignInput): Promise<CampaignView> {
  authorise(ctx, "plan.organise");
  const { campaignId, ...fields } = input;
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const said = can(tx, "post.publish") ? null : await saidByCampaign(tx, campaignId);
      const changed = await tx.db
        .update(campaigns)
        .set({ ...fields, updatedAt: tx.clock.now() })
        .where(mine(tx, input))
        .returning({ id: campaigns.id });
      if (changed.length === 0) throw notFound("campaign");
      if (said !== null && said !== (await saidByCampaign(tx, campaignId)))
        throw new DomainError("FORBIDDEN", "campaign.words_planned", "Links of planned posts would change");
      await reopenChanged(tx, campaignId);
      await record(tx, "campaign.updated", { targetId: campaignId });
      return getCampaign(tx, { campaignId });
    }),
  );
}

async function move(tx: TxCtx, input: CampaignIdInput, archived: boolean): Promise<CampaignView> {
  const now = tx.clock.now();
  const changed = await tx.db
    .update(campaigns)
    .set({ archivedAt: archived ? now : null, updatedAt: now })
    .where(and(mine(tx, input), archived ? isNull(campaigns.archivedAt) : isNotNull(campaigns.archivedAt)))
    .returning({ id: campaigns.id });
  const view = await getCampaign(tx, input);
  if (changed.length === 0)
    throw new DomainError(
      "CONFLICT",
      archived ? "campaign.archived" : "campaign.not_archived",
      archived ? "This campaign is archived already" : "This campaign is not archived",
    );
  await record(tx, archived ? "campaign.archived" : "campaign.reopened", { targetId: input.campaignId });
  return view;
}

/** Put a campaign away; its posts keep it, and its name is free again. @throws DomainError CONFLICT `campaign.archived`. */
export function archiveCampaign(ctx: Ctx, input: CampaignIdInput): Promise<CampaignView> {
  authorise(ctx, "plan.organise");
  return inTransaction(ctx, (tx) => move(tx, input, true));
}

/** Take a campaign up again. @throws DomainError CONFLICT `campaign.not_archived`, `campaign.name_taken`. */
export function reopenCampaign(ctx: Ctx, input: CampaignIdInput): Promise<CampaignView> {
  authorise(ctx, "plan.organise");
  return named(() => inTransaction(ctx, (tx) => move(tx, input, false)));
}
