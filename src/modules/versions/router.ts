import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { restoreVersion } from "./commands/restore";
import { compareVersions, getVersion, listVersions } from "./queries";
import {
  comparisonOutput,
  compareVersionsInput,
  listVersionsInput,
  restoredOutput,
  restoreVersionInput,
  versionDetailOutput,
  versionIdInput,
  versionListOutput,
} from "./schemas";

const tag = "Posts";
const one = "/versions/{versionId}";

export const versionsRouter = router({
  list: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path: "/posts/{postId}/versions", tag, scope: "posts:read" },
        summary: "List a post's versions, newest first",
      }),
    )
    .input(listVersionsInput)
    .output(versionListOutput)
    .query(({ ctx, input }) => listVersions(ctx, input)),
  get: workspaceProcedure
    .meta(rest({ method: "GET", path: one, tag, summary: "Get a version of a post", scope: "posts:read" }))
    .input(versionIdInput)
    .output(versionDetailOutput)
    .query(({ ctx, input }) => getVersion(ctx, input)),
  compare: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path: `${one}/diff`, tag, scope: "posts:read" },
        summary: "Get what a version changed, per network",
      }),
    )
    .input(compareVersionsInput)
    .output(comparisonOutput)
    .query(({ ctx, input }) => compareVersions(ctx, input)),
  restore: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: `${one}/restore`, tag, scope: "posts:write" },
        summary: "Restore a version of a post",
      }),
    )
    .input(restoreVersionInput)
    .output(restoredOutput)
    .mutation(({ ctx, input }) => restoreVersion(ctx, input)),
});
