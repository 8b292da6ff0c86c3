import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { callWithAccount } from "@/modules/channels/commands/call";
import { getDelivery } from "@/modules/publishing/queries";
import { findNetwork } from "@/networks/registry";
import { getHttpClient } from "@/platform/http";
import { findLatestMetrics } from "./queries";
import type { DeliveryMetricsInput, Occasion, RefreshedMetrics } from "./schemas";
import { metricSnapshots } from "./tables";

const readTimeoutMs = 20_000;

/** Ask the network; a channel that is broken or a network that is silent is not an error here. */
async function ask(ctx: Ctx, { deliveryId }: DeliveryMetricsInput) {
  const delivery = await getDelivery(ctx, { deliveryId });
  if (delivery.state !== "published")
    throw new DomainError("CONFLICT", "delivery.wrong_state", "Only what was published has counts", {
      details: { state: delivery.state },
    });
  const network = findNetwork(delivery.network);
  if (!network?.metrics || delivery.externalId === null) return { status: "not_told" } as const;
  const { metrics } = network;
  const tools = { http: getHttpClient(), now: ctx.clock.now(), signal: AbortSignal.timeout(readTimeoutMs) };
  const target = { tenantId: ctx.tenantId, channelId: delivery.channelId };
  const published = { externalId: delivery.externalId, url: delivery.url };
  return callWithAccount(target, network, tools, (account) => metrics(account, published, tools));
}

/**
 * Read a delivery's counts from its network and append them. A planned reading is taken once, however often it is asked for.
 * @throws DomainError CONFLICT `delivery.wrong_state` unless it is published.
 */
export async function takeSnapshot(
  ctx: Ctx,
  { deliveryId, occasion }: DeliveryMetricsInput & { occasion: Occasion },
): Promise<RefreshedMetrics> {
  authorise(ctx, "metrics.read");
  const answer = await ask(ctx, { deliveryId });
  return inTransaction(ctx, async (ctx) => {
    const planned = and(
      eq(metricSnapshots.tenantId, ctx.tenantId),
      eq(metricSnapshots.deliveryId, deliveryId),
      eq(metricSnapshots.occasion, occasion),
    );
    const taken =
      occasion === "asked"
        ? []
        : await ctx.db.select({ id: metricSnapshots.id }).from(metricSnapshots).where(planned);
    if (answer.status === "ok" && taken.length === 0) {
      await ctx.db.insert(metricSnapshots).values({
        id: newId("snapshot"),
        tenantId: ctx.tenantId,
        deliveryId,
        occasion,
        takenAt: ctx.clock.now(),
        ...answer.metrics,
      });
      await record(ctx, "metrics.read", { targetId: deliveryId, data: { occasion } });
    }
    const latest = await findLatestMetrics(ctx, [deliveryId]);
    return { known: answer.status === "ok", reason: answer.status, metrics: latest.get(deliveryId) ?? null };
  });
}
