import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { listHealthNotices } from "./queries";
import { getBudget } from "./queries.budget";
import { budgetInput, budgetOutput, healthOutput } from "./schemas";

export const healthRouter = router({
  current: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/network-health",
        tag: "Channels",
        summary: "List networks that are degraded, and the deliveries that they delay",
        scope: "channels:read",
      }),
    )
    .output(healthOutput)
    .query(async ({ ctx }) => ({ items: await listHealthNotices(ctx) })),
  budget: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/budget",
        tag: "Channels",
        summary: "Get the quotas and costs of publishing at an instant",
        scope: "posts:read",
      }),
    )
    .input(budgetInput)
    .output(budgetOutput)
    .query(({ ctx, input }) => getBudget(ctx, input)),
});
