import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { findChannels } from "@/modules/channels/queries";
import { OPEN_STATES } from "../policy";
import { listIssues } from "../queries";
import { deliveries, variants } from "../tables";
import { refreshPostStates } from "./states";

/** Refuse what a network is known to refuse, before its time comes. @throws DomainError INVALID `post.has_issues`. */
async function requireSendable(ctx: TxCtx, postId: Id<"post">): Promise<void> {
  const checked = await listIssues(ctx, postId);
  if (checked.length === 0)
    throw new DomainError("INVALID", "post.no_channel", "Choose at least one channel", { field: "variants" });
  const errors = checked.flatMap(({ channelName, issues }, index) =>
    issues.filter((issue) => issue.severity === "error").map((issue) => ({ channelName, index, issue })),
  );
  const first = errors[0];
  if (!first) return;
  throw new DomainError("INVALID", "post.has_issues", `${first.channelName}: ${first.issue.code}`, {
    field: `variants.${first.index}.${first.issue.field}`,
    details: {
      channel: first.channelName,
      code: first.issue.code,
      count: errors.length,
      ...first.issue.details,
    },
  });
}

/**
 * Make the deliveries of a locked post say: these channels, at this instant.
 * Raising the fence takes back what a worker has claimed, so nothing old goes out.
 */
export async function syncDeliveries(ctx: TxCtx, postId: Id<"post">, publishAt: Date): Promise<void> {
  await requireSendable(ctx, postId);
  const { db, tenantId, clock } = ctx;
  const now = clock.now();
  const wanted = await db
    .select({ id: variants.id, channelId: variants.channelId })
    .from(variants)
    .where(and(eq(variants.tenantId, tenantId), eq(variants.postId, postId)));
  const channels = new Map(
    (
      await findChannels(
        ctx,
        wanted.map((variant) => variant.channelId),
      )
    ).map((c) => [c.id, c]),
  );
  await db
    .update(deliveries)
    .set({ state: "cancelled", fence: sql`${deliveries.fence} + 1`, updatedAt: now })
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        eq(deliveries.postId, postId),
        inArray(deliveries.state, [...OPEN_STATES]),
      ),
    );
  for (const { id, channelId } of wanted) {
    const channel = channels.get(channelId);
    if (!channel || channel.state === "disconnected")
      throw new DomainError("INVALID", "post.channel_unavailable", "A channel is disconnected", {
        field: "variants",
      });
    const waits = channel.state === "broken";
    const set = {
      state: waits ? ("held" as const) : ("scheduled" as const),
      reason: waits ? "channel_broken" : null,
      detail: null,
      publishAt,
      dueAt: publishAt,
      attemptsMade: 0,
      lookupsMade: 0,
      firstAttemptAt: null,
      lastAttemptAt: null,
      updatedAt: now,
    };
    await db
      .insert(deliveries)
      .values({
        id: newId("delivery"),
        tenantId,
        postId,
        variantId: id,
        channelId,
        network: channel.network,
        createdAt: now,
        ...set,
      })
      .onConflictDoUpdate({
        target: [deliveries.tenantId, deliveries.variantId],
        set: { ...set, fence: sql`${deliveries.fence} + 1` },
        setWhere: eq(deliveries.state, "cancelled"),
      });
  }
  await db
    .delete(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        eq(deliveries.postId, postId),
        eq(deliveries.state, "cancelled"),
        isNull(deliveries.firstAttemptAt),
      ),
    );
  await refreshPostStates(db, now, [postId]);
}
