import "server-only";
import { apiKeysRouter } from "@/modules/apikeys/router";
import { auditRouter } from "@/modules/audit/router";
import { channelsRouter } from "@/modules/channels/router";
import { doctorRouter } from "@/modules/doctor/router";
import { identityRouter } from "@/modules/identity/router";
import { mediaRouter } from "@/modules/media/router";
import { metricsRouter } from "@/modules/metrics/router";
import { planningRouter } from "@/modules/planning/router";
import { publishingRouter } from "@/modules/publishing/router";
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
  planning: planningRouter,
  publishing: publishingRouter,
});

export type AppRouter = typeof appRouter;
