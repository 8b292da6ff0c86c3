import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { createShare, revokeShare } from "./commands/shares";
import { listShares } from "./queries";
import {
  createdShareOutput,
  createShareInput,
  listSharesInput,
  shareIdInput,
  shareOutput,
  sharesOutput,
} from "./schemas";

const tag = "Sharing";

/** Secret addresses that show the plan to people without an account. */
export const sharingRouter = router({
  list: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/shares",
        tag,
        summary: "List share links",
        scope: "plan:share",
      }),
    )
    .input(listSharesInput)
    .output(sharesOutput)
    .query(({ ctx }) => listShares(ctx)),
  create: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: "/shares", tag, summary: "Create a share link", scope: "plan:share" },
        description: "The answer is the only place where the address, which holds the secret, ever appears.",
        creates: true,
      }),
    )
    .input(createShareInput)
    .output(createdShareOutput)
    .mutation(({ ctx, input }) => createShare(ctx, input)),
  revoke: workspaceProcedure
    .meta(
      rest({
        ...{ method: "DELETE", path: "/shares/{shareId}", tag, summary: "Revoke a share link" },
        scope: "plan:share",
      }),
    )
    .input(shareIdInput)
    .output(shareOutput)
    .mutation(({ ctx, input }) => revokeShare(ctx, input)),
});
