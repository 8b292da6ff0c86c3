import "server-only";
import { apiKeysRouter } from "@/modules/apikeys/router";
import { approvalsRouter } from "@/modules/approvals/router";
import { auditRouter } from "@/modules/audit/router";
import { campaignsRouter } from "@/modules/campaigns/router";
import { channelsRouter } from "@/modules/channels/router";
import { commentsRouter } from "@/modules/comments/router";
import { doctorRouter } from "@/modules/doctor/router";
import { driftRouter } from "@/modules/drift/router";
import { healthRouter } from "@/modules/health/router";
import { evergreenRouter } from "@/modules/evergreen/router";
import { identityRouter } from "@/modules/identity/router";
import { labelsRouter } from "@/modules/labels/router";
import { importsRouter } from "@/modules/imports/router";
import { mediaRouter } from "@/modules/media/router";
import { metricsRouter } from "@/modules/metrics/router";
import { notificationsRouter } from "@/modules/notifications/router";
import { planningRouter } from "@/modules/planning/router";
import { publishingRouter } from "@/modules/publishing/router";
import { seriesRouter } from "@/modules/series/router";
import { sharingRouter } from "@/modules/sharing/router";
import { snippetsRouter } from "@/modules/snippets/router";
import { versionsRouter } from "@/modules/versions/router";
import { queuesRouter } from "@/modules/queues/router";
import { workspacesRouter } from "@/modules/workspaces/router";
import { router } from "./init";

/** The register of every domain's procedures: one line a module. */
export const appRouter = router({
  identity: identityRouter,
  drift: driftRouter,
  health: healthRouter,
  workspaces: workspacesRouter,
  apiKeys: apiKeysRouter,
  approvals: approvalsRouter,
  audit: auditRouter,
  channels: channelsRouter,
  comments: commentsRouter,
  doctor: doctorRouter,
  imports: importsRouter,
  media: mediaRouter,
  metrics: metricsRouter,
  notifications: notificationsRouter,
  planning: planningRouter,
  publishing: publishingRouter,
  queues: queuesRouter,
  series: seriesRouter,
  evergreen: evergreenRouter,
  sharing: sharingRouter,
  campaigns: campaignsRouter,
  labels: labelsRouter,
  snippets: snippetsRouter,
  versions: versionsRouter,
});

export type AppRouter = typeof appRouter;
