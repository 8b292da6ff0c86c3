import "server-only";
import { apiKeysRouter } from "@/modules/apikeys/router";
import { auditRouter } from "@/modules/audit/router";
import { campaignsRouter } from "@/modules/campaigns/router";
import { channelsRouter } from "@/modules/channels/router";
import { doctorRouter } from "@/modules/doctor/router";
import { identityRouter } from "@/modules/identity/router";
import { labelsRouter } from "@/modules/labels/router";
import { mediaRouter } from "@/modules/media/router";
import { metricsRouter } from "@/modules/metrics/router";
import { notificationsRouter } from "@/modules/notifications/router";
import { planningRouter } from "@/modules/planning/router";
import { publishingRouter } from "@/modules/publishing/router";
import { sharingRouter } from "@/modules/sharing/router";
import { snippetsRouter } from "@/modules/snippets/router";
import { versionsRouter } from "@/modules/versions/router";
import { workspacesRouter } from "@/modules/workspaces/router";
import { router } from "./init";

/** The register of every domain's procedures: one line a module. */
export const appRouter = router({
  identity: identityRouter,
  workspaces: workspacesRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  channels: channelsRouter,
  doctor: doctorRouter,
  media: mediaRouter,
  metrics: metricsRouter,
  notifications: notificationsRouter,
  planning: planningRouter,
  publishing: publishingRouter,
  sharing: sharingRouter,
  campaigns: campaignsRouter,
  labels: labelsRouter,
  snippets: snippetsRouter,
  versions: versionsRouter,
});

export type AppRouter = typeof appRouter;
