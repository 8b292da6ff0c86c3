import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { createApiKey } from "@/modules/apikeys/commands/keys";
import { idempotencyKeys } from "@/modules/apikeys/tables";
import { record, sealAudit } from "@/modules/audit/commands";
import { channelSecrets, channels, connections } from "@/modules/channels/tables";
import { assets, renditions } from "@/modules/media/tables";
import { metricSnapshots } from "@/modules/metrics/tables";
import { attempts, deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { invitations, members, workspaces } from "@/modules/workspaces/tables";
import { seal } from "@/platform/secrets";
import { eq } from "drizzle-orm";
import { aWorkspace, type WorkspaceCtx } from "./context";

/** Stands in every text of a full workspace, so that a leak of any column shows. */
export const canary = "canary-7f3a";

const ids = () => ({
  channelId: newId("channel"),
  connectionId: newId("connection"),
  assetId: newId("asset"),
  postId: newId("post"),
  variantId: newId("variant"),
  deliveryId: newId("delivery"),
  attemptId: newId("attempt"),
  snapshotId: newId("snapshot"),
  invitationId: newId("invitation"),
  renditionId: newId("rendition"),
});

/** A workspace with a row in every table that a workspace owns, as its owner's context with the ids of the rows. */
export async function aFullWorkspace() {
  const ctx = await aWorkspace();
  const { tenantId } = ctx;
  const own = ids();
  const { db } = getDatabase();
  await db.update(workspaces).set({ name: canary }).where(eq(workspaces.id, tenantId));
  await insertChannel(ctx, own);
  await insertPost(ctx, own);
  const { userId: inviterId } = ctx.actor;
  const later = new Date(Date.now() + 86_400_000);
  await db.insert(invitations).values({
    ...{ id: own.invitationId, tenantId, inviterId, expiresAt: later },
    ...{ email: `${canary}-${own.invitationId}@example.test`, role: "editor" },
  });
  const apiKey = await createApiKey(ctx, { name: canary, scopes: ["posts:read"], lifetimeDays: null });
  await db.insert(idempotencyKeys).values({ tenantId, key: canary, requestHash: canary });
  await db
    .insert(outbox)
    .values({ id: newId("outbox"), tenantId, name: "test.happened", data: { canary }, traceId: canary });
  await inTransaction(ctx, (tx) => record(tx, "test.done", { targetId: own.postId, data: { canary } }));
  await sealAudit(ctx.clock);
  const [member] = await db.select().from(members).where(eq(members.tenantId, tenantId));
  if (!member) throw new Error("The workspace has no member");
  return {
    ctx,
    slug: tenantId.slice(3),
    apiKeyId: apiKey.id,
    memberId: member.id,
    userId: inviterId,
    ...own,
  };
}
export type FullWorkspace = Awaited<ReturnType<typeof aFullWorkspace>>;

type Ids = ReturnType<typeof ids>;

async function insertChannel({ tenantId, actor }: WorkspaceCtx, { channelId, connectionId }: Ids) {
  const { db } = getDatabase();
  const name = { name: canary, handle: `${canary}.test`, externalId: `${canary}-${channelId}` };
  await db.insert(channels).values({ id: channelId, tenantId, network: "bluesky", state: "active", ...name });
  const place = { tenantId, rowId: channelId, column: "channel_secrets.sealed" };
  await db.insert(channelSecrets).values({ channelId, tenantId, sealed: seal("{}", place) });
  await db.insert(connections).values({
    ...{ id: connectionId, tenantId, userId: actor.userId, network: "mastodon" },
    ...{ stateHash: connectionId, sealed: canary, expiresAt: new Date(Date.now() + 600_000) },
  });
}

async function insertPost({ tenantId, actor }: WorkspaceCtx, own: Ids) {
  const { db } = getDatabase();
  const { assetId, postId, variantId, channelId, deliveryId, attemptId, snapshotId, renditionId } = own;
  const file = { mimeType: "image/png", bytes: 68, width: 1, height: 1 };
  await db.insert(assets).values({
    ...{
      id: assetId,
      tenantId,
      storageKey: `${canary}-${assetId}`,
      fileName: `${canary}.png`,
      kind: "image",
    },
    ...{ ...file, sha256: "0".repeat(64), altText: canary },
  });
  const thumbnail = { purpose: "thumbnail", storageKey: `${canary}-${renditionId}` };
  await db.insert(renditions).values({ id: renditionId, tenantId, assetId, ...thumbnail, ...file });
  const publishAt = new Date(Date.now() + 3_600_000);
  await db.insert(posts).values({
    ...{ id: postId, tenantId, authorId: actor.userId, title: canary, body: canary, language: "en" },
    ...{ state: "scheduled", publishAt, wallTime: "2099-01-01T09:00", timeZone: "Europe/Paris" },
  });
  await db.insert(postMedia).values({ tenantId, postId, assetId, position: 0, altText: canary });
  await db.insert(variants).values({ id: variantId, tenantId, postId, channelId, body: canary });
  await db.insert(deliveries).values({
    ...{ id: deliveryId, tenantId, postId, variantId, channelId, network: "bluesky" },
    ...{ state: "failed", publishAt, dueAt: publishAt, detail: canary },
  });
  const at = { startedAt: new Date(), fence: 1, detail: canary };
  await db.insert(attempts).values({ id: attemptId, tenantId, deliveryId, kind: "publish", ...at });
  const reading = { occasion: "asked", takenAt: new Date(), likes: 7 };
  await db.insert(metricSnapshots).values({ id: snapshotId, tenantId, deliveryId, ...reading });
}
