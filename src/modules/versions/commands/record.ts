import "server-only";
import type { TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { type VersionOrigin, type VersionSource, versionContent } from "../schemas";
import { postVersions } from "../tables";

export interface VersionEntry {
  postId: Id<"post">;
  revision: number;
  /** The post's input; what is not content (ids, labels, campaign) is dropped. */
  content: VersionSource;
  origin: VersionOrigin;
}

/** Keep what posts say at their revisions, in the transaction that writes them; a repeat changes nothing. */
export async function recordVersions(ctx: TxCtx, entries: readonly VersionEntry[]): Promise<void> {
  const { db, tenantId, actor, clock } = ctx;
  if (entries.length === 0) return;
  const rows = entries.map(({ postId, revision, content, origin }) => ({
    id: newId("version"),
    tenantId,
    postId,
    revision,
    origin,
    authorId: actor.type === "user" ? actor.userId : null,
    content: versionContent.parse(content),
    createdAt: clock.now(),
  }));
  await db.insert(postVersions).values(rows).onConflictDoNothing();
}

/** The same for one post. */
export const recordVersion = (ctx: TxCtx, entry: VersionEntry): Promise<void> => recordVersions(ctx, [entry]);
