import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { createLabel, deleteLabel, updateLabel } from "./commands/labels";
import { listLabels } from "./queries";
import {
  createLabelInput,
  labelDeletedOutput,
  labelIdInput,
  labelListInput,
  labelListOutput,
  labelOutput,
  updateLabelInput,
} from "./schemas";

const labels = (method: "GET" | "POST" | "PUT" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/labels${path}`, tag: "Labels", summary }) as const;

export const labelsRouter = router({
  list: workspaceProcedure
    .meta(rest({ ...labels("GET", "", "List labels"), scope: "posts:read" }))
    .input(labelListInput)
    .output(labelListOutput)
    .query(({ ctx }) => listLabels(ctx)),
  create: workspaceProcedure
    .meta(rest({ ...labels("POST", "", "Create a label"), scope: "posts:write", creates: true }))
    .input(createLabelInput)
    .output(labelOutput)
    .mutation(({ ctx, input }) => createLabel(ctx, input)),
  update: workspaceProcedure
    .meta(rest({ ...labels("PUT", "/{labelId}", "Update a label"), scope: "posts:write" }))
    .input(updateLabelInput)
    .output(labelOutput)
    .mutation(({ ctx, input }) => updateLabel(ctx, input)),
  delete: workspaceProcedure
    .meta(rest({ ...labels("DELETE", "/{labelId}", "Delete a label"), scope: "posts:write" }))
    .input(labelIdInput)
    .output(labelDeletedOutput)
    .mutation(({ ctx, input }) => deleteLabel(ctx, input)),
});
