import "server-only";
import { and, arrayContains, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { diffText } from "@/kernel/text-diff";
import { authorise, can } from "@/kernel/permissions";

import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { assets } from "@/modules/media/tables";
import { isOver } from "@/modules/publishing/policy";
import { deliveries, posts } from "@/modules/publishing/tables";
import { type ApprovalRow, type PostStanding, standingOf } from "./commands/standing";
import { answersTo, changesOf, linkStateOf, mayAsk, stagesOf, stagesToAsk } from "./policy";
import {
  APPROVAL_STAGES,
  type ApprovalContent,
  type ApprovalEntry,
  type ApprovalPostInput,
  type ApprovalStage,
  type ApprovalView,
  type ContentChange,
  type PoliciesView,
  type ReviewLinkView,
  reminderHoursDefault,
} from "./schemas";
import { approvalPolicies, reviewLinks } from "./tables";

/** Which approval the workspace and its channels ask for. */
export function getPolicies(ctx: Ctx): Promise<PoliciesView> {
  authorise(ctx, "workspace.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select()
      .from(approvalPolicies)
      .where(eq(approvalPolicies.tenantId, tenantId))
      .orderBy(asc(approvalPolicies.channelId));
    const own = rows.find((row) => row.channelId === null);
    return {
      mode: own?.mode ?? "none",
      reminderHours: own ? own.reminderHours : reminderHoursDefault,
      channels: rows.flatMap(({ channelId, mode }) => (channelId === null ? [] : [{ channelId, mode }])),
    };
  });
}

async function namesOf({ db, tenantId }: TxCtx, contents: readonly ApprovalContent[]) {
  const assetIds = contents.flatMap(({ media, parts, variants }) =>
    [
      media,
      ...parts.map((part) => part.media),
      ...variants.flatMap((v) => v.parts?.map((p) => p.media) ?? []),
    ]
      .flat()
      .map(({ assetId }) => assetId as Id<"asset">),
  );
  const channelIds = contents.flatMap(({ variants }) =>
    variants.map(({ channelId }) => channelId as Id<"channel">),
  );
  const files = assetIds.length
    ? await db
        .select({ id: assets.id, name: assets.fileName })
        .from(assets)
        .where(and(eq(assets.tenantId, tenantId), inArray(assets.id, [...new Set(assetIds)])))
    : [];
  const places = channelIds.length
    ? await db
        .select({ id: channels.id, name: channels.name })
        .from(channels)
        .where(and(eq(channels.tenantId, tenantId), inArray(channels.id, [...new Set(channelIds)])))
    : [];
  const nameOf = new Map<string, string>([...files, ...places].map(({ id, name }) => [id, name]));
  const named = (id: string): string => nameOf.get(id) ?? "—";
  return { asset: named, channel: named };
}

/** What differs between two contents, word by word, with the names that people know. */
export async function compareContents(
  tx: TxCtx,
  before: ApprovalContent,
  after: ApprovalContent,
): Promise<ContentChange[]> {
  const names = await namesOf(tx, [before, after]);
  return changesOf(before, after, names).map((change) => ({
    field: change.field,
    channelId: change.channelId as Id<"channel"> | null,
    channelName: change.channelId === null ? null : names.channel(change.channelId),
    segments: diffText(change.before, change.after),
  }));
}

const CHANGED_SINCE = { approved: "approved", changes_requested: "answered" } as const;

/** What was last agreed to, else last answered, else last asked about, when the post says something else now. */
export async function changesSince(
  tx: TxCtx,
  { rows, content, hash }: PostStanding,
  of: (row: ApprovalRow) => boolean = () => true,
): Promise<ApprovalView["changes"]> {
  const asked = rows.filter(of);
  const base =
    asked.find(({ state }) => state === "approved") ??
    asked.find(({ state }) => state === "changes_requested") ??
    asked.find(({ state }) => state !== "withdrawn");
  if (!base || base.contentHash === hash) return null;
  return {
    since: base.decidedAt ?? base.requestedAt,
    of: base.state in CHANGED_SINCE ? CHANGED_SINCE[base.state as keyof typeof CHANGED_SINCE] : "asked",
    list: await compareContents(tx, base.content, content),
  };
}

async function entriesOf(
  { db }: TxCtx,
  rows: readonly ApprovalRow[],
  hash: string,
): Promise<ApprovalEntry[]> {
  const ids = [...new Set(rows.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy]))];
  const known = ids.filter((id) => id !== null);
  const people = known.length
    ? await db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, known))
    : [];
  const nameOf = new Map<string | null, string>(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    stage: row.stage,
    state: row.state,
    current: row.contentHash === hash,
    requestedAt: row.requestedAt,
    requestedByName: nameOf.get(row.requestedBy) ?? null,
    decidedAt: row.decidedAt,
    decidedByName: row.decidedByName ?? nameOf.get(row.decidedBy) ?? null,
    note: row.note,
    reminders: row.reminders,
  }));
}

interface Rights {
  canRequest: ApprovalStage[];
  canDecide: ApprovalStage[];
  canWithdraw: boolean;
}

/** What the server would let this caller do, so that the page offers nothing in vain. */
function rightsOf(ctx: Ctx, { post, mode, hash, rows }: PostStanding, over: boolean): Rights {
  const { actor } = ctx;
  const own = actor.type === "user" && actor.userId === post.authorId;
  const mayAskAtAll = can(ctx, own ? "post.write" : "post.writeAny");
  const answers = answersTo(hash, rows);
  // Nobody is offered a yes that nobody waits for.
  const wanted = (stage: ApprovalStage) => stagesOf(mode).includes(stage) || answers[stage] !== undefined;
  const open = (stage: ApprovalStage) =>
    wanted(stage) && answers[stage] !== "approved" && mayAsk(mode, stage, hash, rows);
  const asked = stagesToAsk(mode, hash, rows);
  const pending = Object.values(answers).some((state) => state !== "approved");
  const lingers = mode === "none" && post.approval === "required";
  const decides = (stage: ApprovalStage) =>
    stage === "internal" ? !own || can(ctx, "approval.configure") : can(ctx, "post.publish");
  return {
    canRequest: mayAskAtAll && !over ? asked : [],
    canDecide:
      actor.type === "user" && can(ctx, "post.review") && !over
        ? APPROVAL_STAGES.filter((stage) => open(stage) && decides(stage))
        : [],
    canWithdraw: mayAskAtAll && (pending || lingers),
  };
}

const linkColumns = {
  id: reviewLinks.id,
  email: reviewLinks.email,
  name: reviewLinks.name,
  postIds: reviewLinks.postIds,
  createdAt: reviewLinks.createdAt,
  expiresAt: reviewLinks.expiresAt,
  revokedAt: reviewLinks.revokedAt,
  lastUsedAt: reviewLinks.lastUsedAt,
};

/** Links that showed posts to clients, newest first: those of one post, or all. Never what opens them. */
export function listReviewLinks(ctx: Ctx, input: { postId?: Id<"post"> } = {}): Promise<ReviewLinkView[]> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId, clock }) => {
    const rows = await db
      .select(linkColumns)
      .from(reviewLinks)
      .where(
        and(
          eq(reviewLinks.tenantId, tenantId),
          input.postId ? arrayContains(reviewLinks.postIds, [input.postId]) : undefined,
        ),
      )
      .orderBy(desc(reviewLinks.createdAt), desc(reviewLinks.id))
      .limit(200);
    return rows.map(({ postIds, revokedAt, ...row }) => ({
      ...row,
      state: linkStateOf({ ...row, revokedAt }, clock.now()),
      postCount: postIds.length,
    }));
  });
}

/** Whether what was agreed to is what would go out; the dispatcher asks the same before it sends. */
const stands = ({ post, hash }: PostStanding): boolean =>
  post.approval !== "approved" || post.approvedHash === hash;

/** How the approval of a post stands, who said what, what changed since, and what the caller may do. @throws NOT_FOUND. */
export function getApproval(ctx: Ctx, { postId }: ApprovalPostInput): Promise<ApprovalView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const { db, tenantId } = tx;
    const [post] = await db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw notFound("post");
    const standing = await standingOf(tx, post);
    const states = await db
      .select({ state: deliveries.state, reason: deliveries.reason })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.postId, postId)));
    const over = isOver(states.map(({ state }) => state));
    return {
      postId,
      state: stands(standing) ? post.approval : "required",
      mode: standing.mode,
      hash: standing.hash,
      entries: await entriesOf(tx, standing.rows, standing.hash),
      ...rightsOf(tx, standing, over),
      changes: await changesSince(tx, standing),
      waitingDeliveries: states.filter(
        ({ state, reason }) => state === "held" && reason === "approval_missing",
      ).length,
      canShare: can(tx, "plan.share") && !over,
      links: can(tx, "plan.share") ? await listReviewLinks(tx, { postId }) : [],
    };
  });
}
