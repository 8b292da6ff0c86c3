import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { archiveCampaign, createCampaign, reopenCampaign, updateCampaign } from "./commands/campaigns";
import { getCampaign, listCampaigns } from "./queries";
import {
  campaignIdInput,
  campaignListOutput,
  campaignOutput,
  createCampaignInput,
  listCampaignsInput,
  updateCampaignInput,
} from "./schemas";

const campaigns = (method: "GET" | "POST" | "PUT", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/campaigns${path}`, tag: "Campaigns", summary }) as const;

export const campaignsRouter = router({
  list: workspaceProcedure
    .meta(rest({ ...campaigns("GET", "", "List campaigns"), scope: "posts:read" }))
    .input(listCampaignsInput)
    .output(campaignListOutput)
    .query(({ ctx, input }) => listCampaigns(ctx, input)),
  get: workspaceProcedure
    .meta(rest({ ...campaigns("GET", "/{campaignId}", "Get a campaign"), scope: "posts:read" }))
    .input(campaignIdInput)
    .output(campaignOutput)
    .query(({ ctx, input }) => getCampaign(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...campaigns("POST", "", "Create a campaign"), scope: "posts:write", creates: true }))
    .input(createCampaignInput)
    .output(campaignOutput)
    .mutation(({ ctx, input }) => createCampaign(ctx, input)),
  update: workspaceProcedure
    .meta(rest({ ...campaigns("PUT", "/{campaignId}", "Update a campaign"), scope: "posts:write" }))
    .input(updateCampaignInput)
    .output(campaignOutput)
    .mutation(({ ctx, input }) => updateCampaign(ctx, input)),
  archive: workspaceProcedure
    .meta(rest({ ...campaigns("POST", "/{campaignId}/archive", "Archive a campaign"), scope: "posts:write" }))
    .input(campaignIdInput)
    .output(campaignOutput)
    .mutation(({ ctx, input }) => archiveCampaign(ctx, input)),
  reopen: workspaceProcedure
    .meta(
      rest({
        ...campaigns("POST", "/{campaignId}/reopen", "Reopen a campaign"),
        scope: "posts:write",
      }),
    )
    .input(campaignIdInput)
    .output(campaignOutput)
    .mutation(({ ctx, input }) => reopenCampaign(ctx, input)),
});
