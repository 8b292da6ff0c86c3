import "server-only";
import { and, desc, eq, inArray, isNull, lt, type SQL } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { type Id, isId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { channels } from "@/modules/channels/tables";
import { users } from "@/modules/identity/tables";
import { assets } from "@/modules/media/tables";
import { posts } from "@/modules/publishing/tables";
import { diffVersions, type VersionDiff } from "./policy";
import {
  type CompareVersionsInput,
  type Comparison,
  type ListVersionsInput,
  type VersionDetail,
  type VersionIdInput,
  type VersionOrigin,
  type VersionView,
  versionContent,
  versionsShownMax,
} from "./schemas";
import { postVersions } from "./tables";

/** Versions of posts that are not in the trash, the newest first. */
async function select({ db, tenantId }: TxCtx, where: SQL | undefined, limit = 1): Promise<VersionDetail[]> {
  const rows = await db
    .select({ version: postVersions, authorName: users.name })
    .from(postVersions)
    .innerJoin(posts, and(eq(posts.tenantId, postVersions.tenantId), eq(posts.id, postVersions.postId)))
    .leftJoin(users, eq(users.id, postVersions.authorId))
    .where(and(eq(postVersions.tenantId, tenantId), isNull(posts.deletedAt), where))
    .orderBy(desc(postVersions.revision))
    .limit(limit);
  return rows.map(({ version: { tenantId: _, content, origin, ...row }, authorName }) => ({
    ...row,
    origin: origin as VersionOrigin,
    authorName,
    content: versionContent.parse(content),
  }));
}

const headOf = ({ content: _, ...head }: VersionDetail): VersionView => head;

/** A post's versions, the newest first. @throws DomainError NOT_FOUND. */
export function listVersions(ctx: Ctx, { postId }: ListVersionsInput): Promise<{ items: VersionView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const [post] = await tx.db
      .select({ id: posts.id })
      .from(posts)
      .where(and(eq(posts.tenantId, tx.tenantId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw notFound("post");
    const found = await select(tx, eq(postVersions.postId, postId), versionsShownMax);
    return { items: found.map(headOf) };
  });
}

/** One version, whole. @throws DomainError NOT_FOUND. */
export function getVersion(ctx: Ctx, { versionId }: VersionIdInput): Promise<VersionDetail> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const [version] = await select(tx, eq(postVersions.id, versionId));
    if (!version) throw notFound("version");
    return version;
  });
}

async function nameChannels({ db, tenantId }: TxCtx, groups: VersionDiff["groups"]) {
  const ids = [...new Set(groups.flatMap(({ channelIds }) => channelIds))];
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: channels.id, name: channels.name, network: channels.network })
          .from(channels)
          .where(and(eq(channels.tenantId, tenantId), inArray(channels.id, ids)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return groups.map(({ channelIds, ...group }) => ({
    ...group,
    channels: channelIds.map((id) => byId.get(id) ?? { id, name: null, network: null }),
  }));
}

async function nameFiles({ db, tenantId }: TxCtx, groups: VersionDiff["groups"]) {
  const changes = groups.flatMap(({ media, parts }) => [media, ...parts.map((part) => part.media)]);
  const ids = changes.flatMap(({ added, removed, described }) => [...added, ...removed, ...described]);
  const wanted = [...new Set(ids)].filter((id): id is Id<"asset"> => isId("asset", id));
  if (wanted.length === 0) return {};
  const rows = await db
    .select({ id: assets.id, fileName: assets.fileName })
    .from(assets)
    .where(and(eq(assets.tenantId, tenantId), inArray(assets.id, wanted)));
  return Object.fromEntries(rows.map(({ id, fileName }) => [id, fileName]));
}

/** What a version changed, or what was changed since it, as each network would have shown it. @throws DomainError NOT_FOUND. */
export function compareVersions(ctx: Ctx, input: CompareVersionsInput): Promise<Comparison> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (tx) => {
    const chosen = await getVersion(tx, input);
    const ofPost = eq(postVersions.postId, chosen.postId);
    const previous = input.with === "previous";
    const [other] = await select(
      tx,
      previous ? and(ofPost, lt(postVersions.revision, chosen.revision)) : ofPost,
    );
    const [before, after] = previous ? [other, chosen] : [chosen, other ?? chosen];
    const { groups, ...diff } = diffVersions(before?.content ?? null, after.content);
    return {
      ...diff,
      before: before ? headOf(before) : null,
      after: headOf(after),
      groups: await nameChannels(tx, groups),
      files: await nameFiles(tx, groups),
    };
  });
}
