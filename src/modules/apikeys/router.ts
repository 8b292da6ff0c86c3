import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { createApiKey, revokeApiKey } from "./commands/keys";
import { listApiKeys } from "./queries";
import { createApiKeyInput, revokeApiKeyInput } from "./schemas";

/** Keys of integrators. Not part of the public API: a key cannot make keys. */
export const apiKeysRouter = router({
  list: workspaceProcedure.query(({ ctx }) => listApiKeys(ctx)),
  create: workspaceProcedure.input(createApiKeyInput).mutation(({ ctx, input }) => createApiKey(ctx, input)),
  revoke: workspaceProcedure.input(revokeApiKeyInput).mutation(({ ctx, input }) => revokeApiKey(ctx, input)),
});
