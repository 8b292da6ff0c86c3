import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { listAudit } from "./queries";
import { listAuditInput } from "./schemas";

/** The workspace's history, for its owners and administrators. */
export const auditRouter = router({
  list: workspaceProcedure.input(listAuditInput).query(({ ctx, input }) => listAudit(ctx, input)),
});
