import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { acceptImport } from "./commands/accept";
import { exampleFile, exportPlan } from "./commands/export";
import { configureImport, createImport, discardImport, setImportCell } from "./commands/prepare";
import { undoImport } from "./commands/undo";
import { getImport, listImports, previewImport } from "./queries";
import {
  acceptedOutput,
  acceptImportInput,
  configureImportInput,
  createImportInput,
  discardedOutput,
  exampleInput,
  exportOutput,
  exportPlanInput,
  importBase64Max,
  importIdInput,
  importOutput,
  importPageOutput,
  importRowOutput,
  importRowsOutput,
  listImportsInput,
  setCellInput,
  undoImportInput,
  undoneOutput,
} from "./schemas";

/** Name, options and JSON around the encoded file; text grows when it is quoted. */
const envelopeBytes = 1_000_000;

const at = (method: "GET" | "POST" | "PATCH" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/imports${path}`, tag: "Imports", summary, scope: "posts:write" }) as const;

/** Plans out of files, and back into them. */
export const importsRouter = router({
  list: workspaceProcedure
    .meta(rest(at("GET", "", "List imports, newest first")))
    .input(listImportsInput)
    .output(importPageOutput)
    .query(({ ctx, input }) => listImports(ctx, input)),
  create: workspaceProcedure
    .meta(
      rest({
        ...at("POST", "", "Create an import from a CSV or JSON file"),
        description: "Nothing is planned yet: look at the rows, then accept those that are right.",
        ...{ creates: true, bodyMaxBytes: importBase64Max + envelopeBytes },
      }),
    )
    .input(createImportInput)
    .output(importOutput)
    .mutation(({ ctx, input }) => createImport(ctx, input)),
  get: workspaceProcedure
    .meta(rest(at("GET", "/{importId}", "Get an import")))
    .input(importIdInput)
    .output(importOutput)
    .query(({ ctx, input }) => getImport(ctx, input)),
  rows: workspaceProcedure
    .meta(rest(at("GET", "/{importId}/rows", "List the rows of an import with their problems")))
    .input(importIdInput)
    .output(importRowsOutput)
    .query(({ ctx, input }) => previewImport(ctx, input)),
  configure: workspaceProcedure
    .meta(rest(at("PATCH", "/{importId}", "Map the columns of an import")))
    .input(configureImportInput)
    .output(importOutput)
    .mutation(({ ctx, input }) => configureImport(ctx, input)),
  setCell: workspaceProcedure
    .meta(rest(at("PATCH", "/{importId}/rows/{row}", "Correct a cell of a row")))
    .input(setCellInput)
    .output(importRowOutput)
    .mutation(({ ctx, input }) => setImportCell(ctx, input)),
  accept: workspaceProcedure
    .meta(
      rest({
        ...at("POST", "/{importId}/accept", "Accept rows as posts"),
        description:
          "A row is accepted once, however often it is asked. Rows that name files of other servers follow once those are fetched: read the import until `pendingCount` is 0. Scheduling needs `posts:publish` too; without it rows become drafts.",
      }),
    )
    .input(acceptImportInput)
    .output(acceptedOutput)
    .mutation(({ ctx, input }) => acceptImport(ctx, input)),
  undo: workspaceProcedure
    .meta(rest(at("POST", "/{importId}/undo", "Undo an import, but for what is published or edited since")))
    .input(undoImportInput)
    .output(undoneOutput)
    .mutation(({ ctx, input }) => undoImport(ctx, input)),
  discard: workspaceProcedure
    .meta(rest(at("DELETE", "/{importId}", "Delete an import of which nothing was accepted")))
    .input(importIdInput)
    .output(discardedOutput)
    .mutation(({ ctx, input }) => discardImport(ctx, input)),
  export: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path: "/plan", tag: "Imports", summary: "Export the plan as CSV or JSON" },
        scope: "posts:read",
      }),
    )
    .input(exportPlanInput)
    .output(exportOutput)
    .query(({ ctx, input }) => exportPlan(ctx, input)),
  example: workspaceProcedure
    .input(exampleInput)
    .output(exportOutput)
    .query(({ ctx, input }) => exampleFile(ctx, input)),
});
