import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { inTransaction, type TxCtx } from "@/db/tx";
import type { Locale } from "@/i18n/locales";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import type { ChannelView, SettingField } from "@/modules/channels/schemas";
import { settingFieldsOf } from "@/modules/channels/policy";
import { listComments } from "@/modules/comments/queries";
import { getPost } from "@/modules/publishing/queries";
import type { PostView } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { workspaces } from "@/modules/workspaces/tables";
import { findNetwork } from "@/networks/registry";
import { findReview, type OpenReview, type Visitor } from "./commands/review";
import { type PostStanding, standingOf } from "./commands/standing";
import { answersTo } from "./policy";
import { changesSince } from "./queries";
import type { ApprovalView, LinkState, ReviewPostInput, ReviewPostState, ReviewTokenInput } from "./schemas";

/** How a post stands for the client. What they were not asked about in its present words stays with the team. */
function clientStateOf({ hash, rows, post }: PostStanding): ReviewPostState {
  const answer = answersTo(hash, rows).client;
  if (answer === undefined) return "preparing";
  if (answer === "pending" && post.state === "published") return "preparing";
  return answer === "pending" ? "open" : answer === "approved" ? "approved" : "changes_requested";
}

export interface ReviewSummary {
  postId: Id<"post">;
  state: ReviewPostState;
  hash: string;
  publishAt: Date | null;
  timeZone: string | null;
}

export interface ReviewPage {
  name: string;
  /** Which language the sender chose for them. */
  locale: Locale;
  workspace: { name: string; timeZone: string; logo: string | null };
  expiresAt: Date;
  /** In the order in which they go out; those without a time come last. */
  posts: ReviewSummary[];
}

export type ReviewView =
  | { state: Exclude<LinkState, "open"> | "unknown"; page: null }
  | { state: "open"; page: ReviewPage };

const rank = ({ publishAt }: ReviewSummary): number => publishAt?.getTime() ?? Number.POSITIVE_INFINITY;

async function summaries(tx: TxCtx, { postIds }: OpenReview): Promise<ReviewSummary[]> {
  const rows = await tx.db
    .select()
    .from(posts)
    .where(and(eq(posts.tenantId, tx.tenantId), inArray(posts.id, [...postIds]), isNull(posts.deletedAt)));
  const list: ReviewSummary[] = [];
  for (const post of rows) {
    const standing = await standingOf(tx, post);
    const { publishAt, timeZone } = post;
    list.push({ postId: post.id, state: clientStateOf(standing), hash: standing.hash, publishAt, timeZone });
  }
  return list.sort((a, b) => rank(a) - rank(b) || (a.postId < b.postId ? -1 : 1));
}

/** What a client's link opens: whose posts, which, and how far they are. Says no more of a closed link than that it is. */
export async function viewReview(visitor: Visitor, { token }: ReviewTokenInput): Promise<ReviewView> {
  const found = await findReview(visitor, token);
  if (!found) return { state: "unknown", page: null };
  if (found.state !== "open") return { state: found.state, page: null };
  const { review } = found;
  return inTransaction(review.ctx, async (tx) => {
    const [workspace] = await tx.db
      .select({ name: workspaces.name, timeZone: workspaces.timeZone, logo: workspaces.logo })
      .from(workspaces)
      .where(eq(workspaces.id, tx.tenantId));
    if (!workspace) return { state: "unknown" as const, page: null };
    const { name, locale, expiresAt } = review;
    return {
      state: "open" as const,
      page: { name, locale, workspace, expiresAt, posts: await summaries(tx, review) },
    };
  });
}

export interface ReviewComment {
  id: Id<"comment">;
  name: string;
  byClient: boolean;
  body: string;
  createdAt: Date;
}

export interface ReviewPost extends ReviewSummary {
  /** Null while the team works on it. */
  shown: {
    /** Without what is the team's own affair: who wrote it, labels, campaign, deliveries, issues. */
    post: PostView;
    channels: ChannelView[];
    settings: { network: string; fields: SettingField[] }[];
    /** What differs from what this client last answered about. */
    changes: ApprovalView["changes"];
    live: { channelName: string; url: string }[];
  } | null;
  answer: {
    decision: "approved" | "changes_requested";
    name: string | null;
    note: string | null;
    at: Date;
  } | null;
  comments: ReviewComment[];
}

type Variants = PostView["variants"];

/** The variants with their texts as they leave: what a client agrees to is what readers will see. */
const leavingVariants = (post: PostView, { content }: PostStanding): Variants => {
  const leavingOf = new Map(content.variants.map(({ channelId, leaving }) => [channelId, leaving]));
  return post.variants.map((variant) => {
    const leaving = leavingOf.get(variant.channelId);
    if (!leaving) return variant;
    const parts = (variant.parts ?? post.parts).map((part, index) => ({
      ...part,
      body: leaving.parts[index] ?? part.body,
    }));
    return { ...variant, body: leaving.body, parts };
  });
};

/** A post as the outside may see it: only what would go out, and when. */
const outsideView = (post: PostView, standing: PostStanding): PostView => ({
  ...post,
  authorId: null,
  authorName: null,
  afterPostId: null,
  afterChannelId: null,
  campaignId: null,
  labels: [],
  seriesId: null,
  occurrence: null,
  evergreenId: null,
  importId: null,
  deliveries: [],
  variants: leavingVariants(post, standing).map((variant) => ({ ...variant, issues: [] })),
});

const outsideChannel = (channel: ChannelView): ChannelView => ({
  ...channel,
  state: "active",
  problem: null,
  checkedAt: null,
});

async function shownOf(tx: TxCtx, standing: PostStanding): Promise<ReviewPost["shown"]> {
  const post = await getPost(tx, { postId: standing.post.id });
  const channels = await findChannels(
    tx,
    post.variants.map(({ channelId }) => channelId),
  );
  const networks = [...new Set(channels.map(({ network }) => network))];
  const nameOf = new Map(channels.map(({ id, name }) => [id, name]));
  return {
    post: outsideView(post, standing),
    channels: channels.map(outsideChannel),
    settings: networks.map((network) => {
      const found = findNetwork(network);
      return { network, fields: found ? settingFieldsOf({ settings: found.settings }) : [] };
    }),
    changes: await changesSince(
      tx,
      standing,
      ({ stage, decidedAt }) => stage === "client" && decidedAt !== null,
    ),
    live: post.deliveries.flatMap(({ url, channelId, state, removedAt, part }) =>
      url && state === "published" && !removedAt && part === 0
        ? [{ channelName: nameOf.get(channelId) ?? "", url }]
        : [],
    ),
  };
}

function answerOf({ rows, hash }: PostStanding): ReviewPost["answer"] {
  const row = rows
    .filter(({ stage, contentHash, decidedAt }) => stage === "client" && contentHash === hash && decidedAt)
    .filter(({ state }) => state === "approved" || state === "changes_requested")
    .sort((a, b) => (b.decidedAt?.getTime() ?? 0) - (a.decidedAt?.getTime() ?? 0))[0];
  if (!row?.decidedAt || (row.state !== "approved" && row.state !== "changes_requested")) return null;
  return { decision: row.state, name: row.decidedByName, note: row.note, at: row.decidedAt };
}

/** One post of a link, as it will appear, with what was said to and by the client; never what the team says among itself. */
export async function viewReviewPost(
  visitor: Visitor,
  { token, postId }: ReviewPostInput,
): Promise<ReviewPost> {
  const found = await findReview(visitor, token);
  if (found?.state !== "open" || !found.review.postIds.includes(postId)) throw notFound("post");
  return inTransaction(found.review.ctx, async (tx) => {
    const [post] = await tx.db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tx.tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw notFound("post");
    const standing = await standingOf(tx, post);
    const state = clientStateOf(standing);
    const { items } = await listComments(tx, { postId, audience: "client" });
    return {
      ...{ postId, state, hash: standing.hash, publishAt: post.publishAt, timeZone: post.timeZone },
      shown: state === "preparing" ? null : await shownOf(tx, standing),
      answer: answerOf(standing),
      comments: items.map(({ id, authorName, byClient, body, createdAt }) => ({
        ...{ id, name: authorName ?? "", byClient, body, createdAt },
      })),
    };
  });
}
