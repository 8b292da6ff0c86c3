import { getDatabase } from "@/db/client";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { createApiKey } from "@/modules/apikeys/commands/keys";
import { idempotencyKeys } from "@/modules/apikeys/tables";
import { record, sealAudit } from "@/modules/audit/commands";
import { channelSecrets, channels, connections } from "@/modules/channels/tables";
import { approvalPolicies, approvals, reviewLinks } from "@/modules/approvals/tables";
import { campaigns } from "@/modules/campaigns/tables";
import { comments } from "@/modules/comments/tables";
import { presences } from "@/modules/drift/tables";
import { collections, evergreens } from "@/modules/evergreen/tables";
import { imports } from "@/modules/imports/tables";
import { labels, postLabels } from "@/modules/labels/tables";
import { assets, renditions } from "@/modules/media/tables";
import { metricSnapshots } from "@/modules/metrics/tables";
import { notificationSettings, notifications, pushSubscriptions } from "@/modules/notifications/tables";
import { attempts, deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { queues, slots } from "@/modules/queues/tables";
import { series } from "@/modules/series/tables";
import { shares } from "@/modules/sharing/tables";
import { snippets } from "@/modules/snippets/tables";
import { postVersions } from "@/modules/versions/tables";
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
  slotId: newId("slot"),
  seriesId: newId("series"),
  collectionId: newId("collection"),
  evergreenId: newId("evergreen"),
  campaignId: newId("campaign"),
  labelId: newId("label"),
  snippetId: newId("snippet"),
  versionId: newId("version"),
  importId: newId("import"),
  shareId: newId("share"),
  approvalId: newId("approval"),
  reviewId: newId("review"),
  commentId: newId("comment"),
  notificationId: newId("notification"),
  pushId: newId("push"),
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
  await insertPlan(ctx, own);
  await insertReview(ctx, own);
  await insertNotices(ctx, own);
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

async function insertPlan({ tenantId, actor }: WorkspaceCtx, own: Ids) {
  const { db } = getDatabase();
  const { channelId, postId } = own;
  await db.insert(queues).values({ tenantId, channelId, timeZone: "Europe/Paris" });
  await db.insert(slots).values({
    ...{ id: own.slotId, tenantId, channelId, weekday: 1, time: "09:00", label: canary },
  });
  const template = { body: canary };
  await db.insert(series).values({
    ...{ id: own.seriesId, tenantId, authorId: actor.userId, template, rule: "FREQ=WEEKLY" },
    ...{ startsAt: "2099-01-01T09:00", timeZone: "Europe/Paris" },
  });
  const pace = { cooldownDays: 30, weeklyCap: 2 };
  await db.insert(collections).values({ id: own.collectionId, tenantId, name: canary, ...pace });
  const { evergreenId, collectionId, campaignId, labelId } = own;
  await db
    .insert(evergreens)
    .values({ id: evergreenId, tenantId, collectionId, template, variations: [canary] });
  await db.insert(campaigns).values({ id: campaignId, tenantId, name: canary, color: "blue" });
  await db.insert(labels).values({ id: labelId, tenantId, name: canary, color: "blue" });
  await db.insert(postLabels).values({ tenantId, postId, labelId });
  const snippet = { kind: "template" as const, name: canary, body: canary };
  await db.insert(snippets).values({ id: own.snippetId, tenantId, ...snippet });
  await db.insert(postVersions).values({
    ...{ id: own.versionId, tenantId, postId, revision: 1, origin: "edited", content: { body: canary } },
  });
  await db.insert(imports).values({
    ...{ id: own.importId, tenantId, fileName: `${canary}.csv`, state: "preview", format: "csv" },
    ...{ headers: ["text"], rows: [{ text: canary }], rowCount: 1 },
  });
}

async function insertReview({ tenantId, actor }: WorkspaceCtx, own: Ids) {
  const { db } = getDatabase();
  const { postId, reviewId } = own;
  await db
    .insert(shares)
    .values({ id: own.shareId, tenantId, kind: "ics", name: canary, tokenHash: own.shareId });
  await db.insert(approvalPolicies).values({ tenantId, mode: "none" });
  const content = {
    title: canary,
    body: canary,
    tags: [],
    language: "en",
    media: [],
    parts: [],
    variants: [],
  };
  await db.insert(approvals).values({
    ...{ id: own.approvalId, tenantId, postId, stage: "internal", state: "pending", note: canary },
    ...{ contentHash: "0".repeat(64), content, requestedAt: new Date() },
  });
  await db.insert(reviewLinks).values({
    ...{ id: reviewId, tenantId, email: `${canary}@example.test`, name: canary, tokenHash: reviewId },
    ...{ postIds: [postId], locale: "en", expiresAt: new Date(Date.now() + 86_400_000) },
  });
  await db.insert(comments).values({
    ...{ id: own.commentId, tenantId, postId, audience: "internal", authorId: actor.userId, body: canary },
  });
  await db
    .insert(presences)
    .values({ tenantId, deliveryId: own.deliveryId, state: "intact", detail: canary, checkedAt: new Date() });
}

async function insertNotices({ tenantId, actor }: WorkspaceCtx, own: Ids) {
  const { db } = getDatabase();
  const { userId } = actor;
  await db.insert(notifications).values({
    ...{ id: own.notificationId, tenantId, userId, kind: "post.failed", dedupeKey: canary },
    data: { canary },
  });
  await db
    .insert(notificationSettings)
    .values({ tenantId, userId, kind: "post.failed", inApp: true, email: "off", push: false });
  await db
    .insert(pushSubscriptions)
    .values({ id: own.pushId, tenantId, userId, endpoint: `https://${canary}.test`, sealed: canary });
}
