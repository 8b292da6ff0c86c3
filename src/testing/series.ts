import { and, eq, isNull } from "drizzle-orm";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { type PostView, updatePostInput } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { createSeries } from "@/modules/series/commands/create";
import { fillSeries } from "@/modules/series/commands/fill";
import { createSeriesInput, type SeriesView, seriesTemplate } from "@/modules/series/schemas";
import { aWorkspace, type WorkspaceCtx } from "./context";
import { VirtualClock } from "./faults/virtual-clock";
import { aSiteChannel } from "./publishing";

/** A Saturday. */
export const seriesToday = "2026-11-21T08:00:00Z";

/** A workspace with a channel, on a clock that tests move. */
export async function aRecurringPlan(timeZone = "UTC") {
  const clock = new VirtualClock(Date.parse(seriesToday));
  const ctx = await aWorkspace({ clock, timeZone });
  return { clock, ctx, channelId: await aSiteChannel(ctx) };
}

/** What occurrences say. */
export const textOf = (body: string, channelId?: Id<"channel">) =>
  seriesTemplate.parse({ body, variants: channelId ? [{ channelId }] : [] });

/** A weekly series, unless told otherwise. */
export const repeat = (
  ctx: WorkspaceCtx,
  channelId: Id<"channel">,
  rule = "FREQ=WEEKLY;BYDAY=MO",
  startsAt = "2026-11-23T09:00",
): Promise<SeriesView> =>
  createSeries(ctx, createSeriesInput.parse({ template: textOf("Good morning", channelId), rule, startsAt }));

/** The posts of a series that are not deleted, by occurrence. */
export const occurrencesOf = (ctx: WorkspaceCtx, seriesId: Id<"series">) =>
  inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.seriesId, seriesId), isNull(posts.deletedAt)))
      .orderBy(posts.occurrence),
  );

/** A series that is written to the end of its horizon. */
export async function aFilledSeries(rule?: string) {
  const at = await aRecurringPlan();
  const series = await repeat(at.ctx, at.channelId, rule);
  await fillSeries(at.ctx, { seriesId: series.id });
  const occurrences = await occurrencesOf(at.ctx, series.id);
  const nth = (index: number) => {
    const post = occurrences[index];
    if (!post?.occurrence) throw new Error("No such occurrence");
    return { ...post, occurrence: post.occurrence };
  };
  return { ...at, series, seriesId: series.id, nth, total: occurrences.length };
}

/** Change the text of a post by hand. */
export const editByHand = (
  ctx: WorkspaceCtx,
  post: Pick<PostView, "id" | "revision">,
  body: string,
  channelId: string,
) =>
  updatePost(
    ctx,
    updatePostInput.parse({ postId: post.id, revision: post.revision, body, variants: [{ channelId }] }),
  );
