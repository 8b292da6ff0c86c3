import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { channels } from "@/modules/channels/tables";
import { campaigns } from "@/modules/campaigns/tables";
import { evergreens } from "@/modules/evergreen/tables";
import { imports } from "@/modules/imports/tables";
import { assets } from "@/modules/media/tables";
import { series } from "@/modules/series/tables";
import { workspaces } from "@/modules/workspaces/tables";
import type {
  DeliveryState,
  FrozenContent,
  PartKind,
  PostApproval,
  PostPart,
  PostState,
  PostTiming,
} from "./schemas";

/** What an author writes. */
export const posts = pgTable(
  "posts",
  {
    id: idColumn("post", "id").primaryKey(),
    tenantId: tenantId().references(() => workspaces.id, { onDelete: "cascade" }),
    /** Null when an integration wrote it, or its author was erased. */
    authorId: idColumn("user", "author_id"),
    title: text("title"),
    body: text("body").notNull().default(""),
    tags: text("tags").array().notNull().default(sql`'{}'`),
    language: text("language").notNull(),
    /** Derived from the deliveries by `policy.postStateOf`, stored in the same transaction so that lists can filter. */
    state: text("state").$type<PostState>().notNull().default("draft"),
    /** What the person meant: `2026-11-21T09:00` in `Europe/Paris`. */
    wallTime: text("wall_time"),
    timeZone: text("time_zone"),
    publishAt: instant("publish_at"),
    /** How its instant is found: a wall time, the next free slot of each channel, or another post. */
    timing: text("timing").$type<PostTiming>().notNull().default("time"),
    /** Goes out once that post is live, on that channel or on all of its own. */
    afterPostId: idColumn("post", "after_post_id"),
    afterChannelId: idColumn("channel", "after_channel_id"),
    afterMinutes: integer("after_minutes").notNull().default(0),
    /** What follows it on a network that can carry it: thread parts, a first comment, follow-ups. */
    parts: jsonb("parts").$type<PostPart[]>().notNull().default([]),
    campaignId: idColumn("campaign", "campaign_id"),
    /** Whether its texts end with the signatures that its channels have. */
    signed: boolean("signed").notNull().default(true),
    /** The recurring post of which it is one occurrence, and which one: its wall time by the rule. */
    seriesId: idColumn("series", "series_id"),
    occurrence: text("occurrence"),
    evergreenId: idColumn("evergreen", "evergreen_id"),
    importId: idColumn("import", "import_id"),
    /** Whether people must agree before it goes out, and the hash of what they agreed to. */
    approval: text("approval").$type<PostApproval>().notNull().default("none"),
    approvedHash: text("approved_hash"),
    /** Rises with each edit; an editor that holds an older one is told, and overwrites nothing. */
    revision: integer("revision").notNull().default(1),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    unique("posts_tenant_id").on(table.tenantId, table.id),
    // The list of posts, newest first, by state.
    index("posts_tenant_state_updated").on(table.tenantId, table.state, table.updatedAt),
    // The calendar's window.
    index("posts_tenant_publish_at").on(table.tenantId, table.publishAt),
    // The posts of a campaign, an import or an evergreen item.
    index("posts_tenant_campaign").on(table.tenantId, table.campaignId).where(sql`campaign_id is not null`),
    index("posts_tenant_import").on(table.tenantId, table.importId).where(sql`import_id is not null`),
    index("posts_tenant_evergreen")
      .on(table.tenantId, table.evergreenId)
      .where(sql`evergreen_id is not null`),
    // Who waits for a post.
    index("posts_tenant_after").on(table.tenantId, table.afterPostId).where(sql`after_post_id is not null`),
    // An occurrence is written once.
    uniqueIndex("posts_tenant_occurrence")
      .on(table.tenantId, table.seriesId, table.occurrence)
      .where(sql`series_id is not null`),
    // The trash, and what must leave it for good.
    index("posts_deleted").on(table.deletedAt).where(sql`deleted_at is not null`),
    foreignKey({
      name: "posts_campaign",
      columns: [table.tenantId, table.campaignId],
      foreignColumns: [campaigns.tenantId, campaigns.id],
    }),
    foreignKey({
      name: "posts_series",
      columns: [table.tenantId, table.seriesId],
      foreignColumns: [series.tenantId, series.id],
    }),
    foreignKey({
      name: "posts_import",
      columns: [table.tenantId, table.importId],
      foreignColumns: [imports.tenantId, imports.id],
    }),
    foreignKey({
      name: "posts_evergreen",
      columns: [table.tenantId, table.evergreenId],
      foreignColumns: [evergreens.tenantId, evergreens.id],
    }),
  ],
);

const postKey = () => idColumn("post", "post_id").notNull();

/** The media of a post, in order. */
export const postMedia = pgTable(
  "post_media",
  {
    tenantId: tenantId(),
    postId: postKey(),
    assetId: idColumn("asset", "asset_id").notNull(),
    position: integer("position").notNull(),
    altText: text("alt_text").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.postId, table.position] }),
    // Which posts use an asset.
    index("post_media_tenant_asset").on(table.tenantId, table.assetId),
    foreignKey({
      name: "post_media_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "post_media_asset",
      columns: [table.tenantId, table.assetId],
      foreignColumns: [assets.tenantId, assets.id],
    }),
  ],
);

/** A post as it will appear on one channel. */
export const variants = pgTable(
  "variants",
  {
    id: idColumn("variant", "id").primaryKey(),
    tenantId: tenantId(),
    postId: postKey(),
    channelId: idColumn("channel", "channel_id").notNull(),
    /** Null: the post's own text. */
    body: text("body"),
    /** Null: all of the post's media. */
    assetIds: text("asset_ids").array(),
    /** Null: the post's own parts. */
    parts: jsonb("parts").$type<PostPart[]>(),
    /** The network's per-post options. */
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    unique("variants_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("variants_tenant_post_channel").on(table.tenantId, table.postId, table.channelId),
    foreignKey({
      name: "variants_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "variants_channel",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);

/**
 * One part of one variant going to one channel at one instant: the unit of publishing, and the only truth about it.
 * Part 0 is the post itself; a thread part, a first comment or a follow-up waits for the one before it.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    id: idColumn("delivery", "id").primaryKey(),
    tenantId: tenantId(),
    postId: postKey(),
    /** Null once its channel, and so its variant, was deleted: the record of what went out stays. */
    variantId: idColumn("variant", "variant_id"),
    channelId: idColumn("channel", "channel_id").notNull(),
    network: text("network").notNull(),
    part: integer("part").notNull().default(0),
    kind: text("kind").$type<PartKind>().notNull().default("post"),
    /** Minutes after what it waits for: the part before it, or another post. */
    waitMinutes: integer("wait_minutes").notNull().default(0),
    /** It took a slot of its channel's queue, and may be given another. */
    queued: boolean("queued").notNull().default(false),
    publishAt: instant("publish_at").notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    /** When somebody must next look at it: publish, retry, end of lease, or time to look the post up. */
    dueAt: instant("due_at").notNull(),
    /** Rises with each claim, edit and cancellation; a worker that holds an older one writes nothing. */
    fence: integer("fence").notNull().default(0),
    attemptsMade: integer("attempts_made").notNull().default(0),
    /** Look-ups made since the last attempt. */
    lookupsMade: integer("lookups_made").notNull().default(0),
    firstAttemptAt: instant("first_attempt_at"),
    lastAttemptAt: instant("last_attempt_at"),
    /** Why it is not published, as a stable word, and in the network's own sentence. */
    reason: text("reason"),
    detail: text("detail"),
    externalId: text("external_id"),
    url: text("url"),
    publishedAt: instant("published_at"),
    /** When it was taken off its network at our asking. */
    removedAt: instant("removed_at"),
    /** What went out, frozen before the first call. */
    content: jsonb("content").$type<FrozenContent>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique("deliveries_tenant_id").on(table.tenantId, table.id),
    uniqueIndex("deliveries_tenant_variant").on(table.tenantId, table.variantId, table.part),
    index("deliveries_tenant_post").on(table.tenantId, table.postId),
    // Who may go on once another post is live.
    index("deliveries_waiting")
      .on(table.tenantId, table.postId)
      .where(sql`(state = 'waiting' or reason = 'upstream_failed') and part = 0`),
    // The dispatcher's only question: what is due, of what is open.
    index("deliveries_due")
      .on(table.dueAt)
      .where(sql`state in ('scheduled', 'leased', 'sending', 'unconfirmed')`),
    // What a channel holds, for reconnect and for its page.
    index("deliveries_tenant_channel_state").on(table.tenantId, table.channelId, table.state),
    // What waits for a channel that may be back.
    index("deliveries_held_by_channel")
      .on(table.channelId)
      .where(sql`state = 'held' and reason in ('channel_broken', 'channel_unavailable')`),
    // The same question channel by channel, when one of them has more due than its share.
    index("deliveries_channel_due")
      .on(table.channelId, table.dueAt)
      .where(sql`state in ('scheduled', 'leased', 'sending', 'unconfirmed')`),
    // The public site and recent results, newest first.
    index("deliveries_tenant_channel_published").on(table.tenantId, table.channelId, table.publishedAt),
    foreignKey({
      name: "deliveries_post",
      columns: [table.tenantId, table.postId],
      foreignColumns: [posts.tenantId, posts.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "deliveries_channel",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);

/**
 * What a delivery's state says of its post: a part that waits behind a failed one is not held by anything else,
 * so it adds nothing to what failed.
 */
export const stateForPost = sql<DeliveryState>`case
  when ${deliveries.part} > 0 and ${deliveries.state} = 'held' and ${deliveries.reason} = 'upstream_failed' then 'failed'
  else ${deliveries.state} end`;

/** One try of a delivery, committed before the call and closed after it. */
export const attempts = pgTable(
  "attempts",
  {
    id: idColumn("attempt", "id").primaryKey(),
    tenantId: tenantId(),
    deliveryId: idColumn("delivery", "delivery_id").notNull(),
    /** `publish` may create something; `lookup` only reads. */
    kind: text("kind").$type<"publish" | "lookup">().notNull(),
    fence: integer("fence").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    /** Status of the network's result; null while it runs, and for ever when the process died. */
    outcome: text("outcome"),
    reason: text("reason"),
    detail: text("detail"),
    httpStatus: integer("http_status"),
    answer: jsonb("answer"),
  },
  (table) => [
    index("attempts_tenant_delivery").on(table.tenantId, table.deliveryId, table.startedAt),
    foreignKey({
      name: "attempts_delivery",
      columns: [table.tenantId, table.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
  ],
);

/** The release of the zone data that the process which booted last carries: one row, over all workspaces. */
export const zoneData = pgTable("zone_data", {
  id: text("id").primaryKey().default("last"),
  version: text("version").notNull(),
  seenAt: instant("seen_at").notNull(),
});
