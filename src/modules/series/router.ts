import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { createSeries, createSeriesFromPost } from "./commands/create";
import { editAll, editFollowing, editOccurrence } from "./commands/edit";
import { deleteSeries, endSeries, resumeSeries } from "./commands/end";
import { restoreOccurrence, skipOccurrence } from "./commands/skip";
import { findMembership, getSeries, listSeries, previewSeries } from "./queries";
import {
  createSeriesFromPostInput,
  createSeriesInput,
  editAllInput,
  editFollowingInput,
  editOccurrenceInput,
  editedOccurrenceOutput,
  endSeriesInput,
  listSeriesInput,
  membershipOutput,
  occurrenceInput,
  previewSeriesInput,
  previewSeriesOutput,
  seriesDeletedOutput,
  seriesIdInput,
  seriesListOutput,
  seriesOfPostInput,
  seriesOutput,
} from "./schemas";

const reads = (path: "" | `/${string}`, summary: string) =>
  rest({ method: "GET", path: `/series${path}`, tag: "Series", summary, scope: "posts:read" });
const writes = (method: "POST" | "PUT" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({
    method,
    path: `/series${path}`,
    tag: "Series",
    summary,
    description: "The key needs `posts:write` as well: occurrences are posts.",
    scope: "posts:publish",
  }) as const;

export const seriesRouter = router({
  list: workspaceProcedure
    .meta(reads("", "List recurring posts"))
    .input(listSeriesInput)
    .output(seriesListOutput)
    .query(({ ctx, input }) => listSeries(ctx, input)),
  get: workspaceProcedure
    .meta(reads("/{seriesId}", "Get a recurring post with its next occurrences"))
    .input(seriesIdInput)
    .output(seriesOutput)
    .query(({ ctx, input }) => getSeries(ctx, input)),
  preview: workspaceProcedure
    .input(previewSeriesInput)
    .output(previewSeriesOutput)
    .query(({ ctx, input }) => previewSeries(ctx, input)),
  ofPost: workspaceProcedure
    .input(seriesOfPostInput)
    .output(membershipOutput)
    .query(({ ctx, input }) => findMembership(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...writes("POST", "", "Create a recurring post"), creates: true }))
    .input(createSeriesInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => createSeries(ctx, input)),
  createFromPost: workspaceProcedure
    .meta(rest({ ...writes("POST", "/from-post", "Create a recurring post from a post"), creates: true }))
    .input(createSeriesFromPostInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => createSeriesFromPost(ctx, input)),
  editAll: workspaceProcedure
    .meta(rest(writes("PUT", "/{seriesId}", "Update all occurrences that are not published")))
    .input(editAllInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => editAll(ctx, input)),
  editFollowing: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/following", "Update an occurrence and those that follow")))
    .input(editFollowingInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => editFollowing(ctx, input)),
  editOccurrence: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/occurrence", "Update one occurrence")))
    .input(editOccurrenceInput)
    .output(editedOccurrenceOutput)
    .mutation(({ ctx, input }) => editOccurrence(ctx, input)),
  skip: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/skip", "Skip an occurrence")))
    .input(occurrenceInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => skipOccurrence(ctx, input)),
  restore: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/restore", "Restore a skipped occurrence")))
    .input(occurrenceInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => restoreOccurrence(ctx, input)),
  end: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/end", "End a recurring post")))
    .input(endSeriesInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => endSeries(ctx, input)),
  resume: workspaceProcedure
    .meta(rest(writes("POST", "/{seriesId}/resume", "Resume a recurring post")))
    .input(seriesIdInput)
    .output(seriesOutput)
    .mutation(({ ctx, input }) => resumeSeries(ctx, input)),
  delete: workspaceProcedure
    .meta(rest(writes("DELETE", "/{seriesId}", "Delete a recurring post")))
    .input(endSeriesInput)
    .output(seriesDeletedOutput)
    .mutation(({ ctx, input }) => deleteSeries(ctx, input)),
});
