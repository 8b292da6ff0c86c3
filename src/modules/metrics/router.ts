import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { takeSnapshot } from "./commands";
import { listMetrics } from "./queries";
import { deliveryMetricsInput, metricsListOutput, refreshedMetricsOutput } from "./schemas";

const path = "/deliveries/{deliveryId}/metrics";
const tag = "Metrics";

export const metricsRouter = router({
  list: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path,
        tag,
        summary: "List a delivery's metrics",
        scope: "metrics:read",
      }),
    )
    .input(deliveryMetricsInput)
    .output(metricsListOutput)
    .query(async ({ ctx, input }) => ({ items: await listMetrics(ctx, input) })),
  refresh: workspaceProcedure
    .meta(
      rest({
        method: "POST",
        path,
        tag,
        summary: "Refresh a delivery's metrics",
        scope: "metrics:read",
        callsOut: true,
      }),
    )
    .input(deliveryMetricsInput)
    .output(refreshedMetricsOutput)
    .mutation(({ ctx, input }) => takeSnapshot(ctx, { ...input, occasion: "asked" })),
});
