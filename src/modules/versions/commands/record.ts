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

/** Keep what a post says at this revision, in the transaction that writes it; a repeat changes nothing. */
export async function recordVersion(
  ctx: TxCtx,
  { postId, revision, content, origin }: VersionEntry,
): Promise<void> {
  const { db, tenantId, actor, clock } = ctx;
  await db
    .insert(postVersions)
    .values({
      id: newId("version"),
      tenantId,
      postId,
      revision,
      origin,
      authorId: actor.type === "user" ? actor.userId : null,
      content: versionContent.parse(content),
      createdAt: clock.now(),
    })
    .onConflictDoNothing();
}
