import "server-only";
import { apiKeysRouter } from "@/modules/apikeys/router";
import { router } from "./init";

/** The register of every domain's procedures: one line a module. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
});

export type AppRouter = typeof appRouter;
