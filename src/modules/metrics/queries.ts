import "server-only";
import { and, desc, eq, inArray } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import type { MetricsView } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { metricSnapshots } from "./tables";

const counts = {
  likes: metricSnapshots.likes,
  reposts: metricSnapshots.reposts,
  replies: metricSnapshots.replies,
  views: metricSnapshots.views,
  takenAt: metricSnapshots.takenAt,
};

/** The last counts that the networks told of these deliveries; one that was never read is absent. */
export async function findLatestMetrics(
  ctx: Ctx,
  deliveryIds: readonly Id<"delivery">[],
): Promise<Map<Id<"delivery">, MetricsView>> {
  authorise(ctx, "post.read");
  if (deliveryIds.length === 0) return new Map();
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .selectDistinctOn([metricSnapshots.deliveryId], { deliveryId: metricSnapshots.deliveryId, ...counts })
      .from(metricSnapshots)
      .where(
        and(
          eq(metricSnapshots.tenantId, ctx.tenantId),
          inArray(metricSnapshots.deliveryId, [...deliveryIds]),
        ),
      )
      .orderBy(metricSnapshots.deliveryId, desc(metricSnapshots.takenAt)),
  );
  return new Map(rows.map(({ deliveryId, ...metrics }) => [deliveryId, metrics]));
}

/** All readings of a delivery, oldest first. @throws DomainError NOT_FOUND. */
export function listMetrics(
  ctx: Ctx,
  { deliveryId }: { deliveryId: Id<"delivery"> },
): Promise<MetricsView[]> {
  authorise(ctx, "metrics.read");
  return inTransaction(ctx, async ({ db }) => {
    const [delivery] = await db
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId)));
    if (!delivery) throw notFound("delivery");
    return db
      .select(counts)
      .from(metricSnapshots)
      .where(and(eq(metricSnapshots.tenantId, ctx.tenantId), eq(metricSnapshots.deliveryId, deliveryId)))
      .orderBy(metricSnapshots.takenAt);
  });
}
