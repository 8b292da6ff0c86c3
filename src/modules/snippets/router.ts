import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { createSnippet, deleteSnippet, updateSnippet } from "./commands/snippets";
import { listSnippets } from "./queries";
import {
  listSnippetsInput,
  saveSnippetInput,
  snippetDeletedOutput,
  snippetIdInput,
  snippetListOutput,
  snippetOutput,
  updateSnippetInput,
} from "./schemas";

const description =
  "Templates, hashtag sets, signatures and variables. `posts:write` is enough for templates and hashtag sets, which are put in by hand; `posts:publish` for keeping signatures and variables, which are part of all that leaves.";

const snippets = (method: "GET" | "POST" | "PUT" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/snippets${path}`, tag: "Snippets", summary, description }) as const;

export const snippetsRouter = router({
  list: workspaceProcedure
    .meta(
      rest({
        ...snippets("GET", "", "List snippets"),
        scope: "posts:read",
      }),
    )
    .input(listSnippetsInput)
    .output(snippetListOutput)
    .query(({ ctx, input }) => listSnippets(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...snippets("POST", "", "Create a snippet"), scope: "snippets:write", creates: true }))
    .input(saveSnippetInput)
    .output(snippetOutput)
    .mutation(({ ctx, input }) => createSnippet(ctx, input)),
  update: workspaceProcedure
    .meta(rest({ ...snippets("PUT", "/{snippetId}", "Update a snippet"), scope: "snippets:write" }))
    .input(updateSnippetInput)
    .output(snippetOutput)
    .mutation(({ ctx, input }) => updateSnippet(ctx, input)),
  delete: workspaceProcedure
    .meta(rest({ ...snippets("DELETE", "/{snippetId}", "Delete a snippet"), scope: "snippets:write" }))
    .input(snippetIdInput)
    .output(snippetDeletedOutput)
    .mutation(({ ctx, input }) => deleteSnippet(ctx, input)),
});
