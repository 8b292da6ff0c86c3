import "server-only";
import { apiKeysRouter } from "@/modules/apikeys/router";
import { auditRouter } from "@/modules/audit/router";
import { identityRouter } from "@/modules/identity/router";
import { mediaRouter } from "@/modules/media/router";
import { workspacesRouter } from "@/modules/workspaces/router";
import { router } from "./init";

/** The register of every domain's procedures: one line a module. */
export const appRouter = router({
  identity: identityRouter,
  workspaces: workspacesRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  media: mediaRouter,
});

export type AppRouter = typeof appRouter;
