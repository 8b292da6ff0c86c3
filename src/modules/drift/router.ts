import { pageSchema } from "@/kernel/pagination";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { acceptDrift } from "./commands/accept";
import { editOnNetwork } from "./commands/edit";
import { lookAtDelivery } from "./commands/look";
import { getPresence, listDrift } from "./queries";
import { driftOutput, editOnNetworkInput, listDriftInput, presenceInput, presenceOutput } from "./schemas";

const tag = "Deliveries";
const path = "/deliveries/{deliveryId}/presence";

export const driftRouter = router({
  get: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path, tag, scope: "posts:read" },
        summary: "Get a published delivery's presence on its network",
      }),
    )
    .input(presenceInput)
    .output(presenceOutput)
    .query(({ ctx, input }) => getPresence(ctx, input)),
  list: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path: "/drift", tag, scope: "posts:read" },
        summary: "List deliveries that were edited or deleted on their network",
      }),
    )
    .input(listDriftInput)
    .output(pageSchema(driftOutput))
    .query(({ ctx, input }) => listDrift(ctx, input)),
  look: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path, tag, scope: "posts:read" },
        summary: "Check a published delivery on its network now",
        callsOut: true,
      }),
    )
    .input(presenceInput)
    .output(presenceOutput)
    .mutation(({ ctx, input }) => lookAtDelivery(ctx, input)),
  accept: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: `${path}/accept`, tag, scope: "posts:publish" },
        summary: "Accept what differs on the network",
      }),
    )
    .input(presenceInput)
    .output(presenceOutput)
    .mutation(({ ctx, input }) => acceptDrift(ctx, input)),
  edit: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: "/deliveries/{deliveryId}/edit", tag, scope: "posts:publish" },
        summary: "Edit a published delivery on its network, where that is allowed",
        callsOut: true,
      }),
    )
    .input(editOnNetworkInput)
    .output(presenceOutput)
    .mutation(({ ctx, input }) => editOnNetwork(ctx, input)),
});
