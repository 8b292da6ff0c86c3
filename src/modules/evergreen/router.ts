import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import {
  createCollection,
  deleteCollection,
  pauseCollection,
  resumeCollection,
  updateCollection,
} from "./commands/collections";
import {
  createEvergreen,
  createEvergreenFromPost,
  deleteEvergreen,
  retireEvergreen,
  reviveEvergreen,
  updateEvergreen,
} from "./commands/items";
import { findEvergreenOrigin, getCollection, listCollections, previewFills } from "./queries";
import {
  collectionDetailOutput,
  collectionIdInput,
  collectionListOutput,
  collectionOutput,
  createCollectionInput,
  createEvergreenInput,
  evergreenDeletedOutput,
  evergreenFromPostInput,
  evergreenIdInput,
  evergreenOriginOutput,
  evergreenOutput,
  fillPreviewOutput,
  originOfPostInput,
  pauseCollectionInput,
  updateCollectionInput,
  updateEvergreenInput,
} from "./schemas";

const reads = (path: `/${string}`, summary: string) =>
  rest({ method: "GET", path: `/evergreen${path}`, tag: "Evergreen", summary, scope: "posts:read" });
const writes = (method: "POST" | "PUT" | "DELETE", path: `/${string}`, summary: string) =>
  ({ method, path: `/evergreen${path}`, tag: "Evergreen", summary, scope: "posts:publish" }) as const;

export const evergreenRouter = router({
  collections: workspaceProcedure
    .meta(reads("/collections", "List evergreen collections"))
    .output(collectionListOutput)
    .query(({ ctx }) => listCollections(ctx)),
  collection: workspaceProcedure
    .meta(reads("/collections/{collectionId}", "Get a collection with its items"))
    .input(collectionIdInput)
    .output(collectionDetailOutput)
    .query(({ ctx, input }) => getCollection(ctx, input)),
  preview: workspaceProcedure
    .meta(reads("/collections/{collectionId}/preview", "Preview a collection's next posts"))
    .input(collectionIdInput)
    .output(fillPreviewOutput)
    .query(({ ctx, input }) => previewFills(ctx, input)),
  ofPost: workspaceProcedure
    .input(originOfPostInput)
    .output(evergreenOriginOutput)
    .query(({ ctx, input }) => findEvergreenOrigin(ctx, input)),
  createCollection: workspaceProcedure
    .meta(rest({ ...writes("POST", "/collections", "Create a collection"), creates: true }))
    .input(createCollectionInput)
    .output(collectionOutput)
    .mutation(({ ctx, input }) => createCollection(ctx, input)),
  updateCollection: workspaceProcedure
    .meta(rest(writes("PUT", "/collections/{collectionId}", "Update a collection")))
    .input(updateCollectionInput)
    .output(collectionOutput)
    .mutation(({ ctx, input }) => updateCollection(ctx, input)),
  pause: workspaceProcedure
    .meta(rest(writes("POST", "/collections/{collectionId}/pause", "Pause a collection")))
    .input(pauseCollectionInput)
    .output(collectionOutput)
    .mutation(({ ctx, input }) => pauseCollection(ctx, input)),
  resume: workspaceProcedure
    .meta(rest(writes("POST", "/collections/{collectionId}/resume", "Resume a collection")))
    .input(collectionIdInput)
    .output(collectionOutput)
    .mutation(({ ctx, input }) => resumeCollection(ctx, input)),
  deleteCollection: workspaceProcedure
    .meta(rest(writes("DELETE", "/collections/{collectionId}", "Delete a collection with its items")))
    .input(pauseCollectionInput)
    .output(evergreenDeletedOutput)
    .mutation(({ ctx, input }) => deleteCollection(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...writes("POST", "/items", "Add an item to a collection"), creates: true }))
    .input(createEvergreenInput)
    .output(evergreenOutput)
    .mutation(({ ctx, input }) => createEvergreen(ctx, input)),
  createFromPost: workspaceProcedure
    .meta(rest({ ...writes("POST", "/items/from-post", "Create an item from a post"), creates: true }))
    .input(evergreenFromPostInput)
    .output(evergreenOutput)
    .mutation(({ ctx, input }) => createEvergreenFromPost(ctx, input)),
  update: workspaceProcedure
    .meta(rest(writes("PUT", "/items/{evergreenId}", "Update an item")))
    .input(updateEvergreenInput)
    .output(evergreenOutput)
    .mutation(({ ctx, input }) => updateEvergreen(ctx, input)),
  retire: workspaceProcedure
    .meta(rest(writes("POST", "/items/{evergreenId}/retire", "Retire an item")))
    .input(evergreenIdInput)
    .output(evergreenOutput)
    .mutation(({ ctx, input }) => retireEvergreen(ctx, input)),
  revive: workspaceProcedure
    .meta(rest(writes("POST", "/items/{evergreenId}/revive", "Revive a retired item")))
    .input(evergreenIdInput)
    .output(evergreenOutput)
    .mutation(({ ctx, input }) => reviveEvergreen(ctx, input)),
  delete: workspaceProcedure
    .meta(rest(writes("DELETE", "/items/{evergreenId}", "Delete an item")))
    .input(evergreenIdInput)
    .output(evergreenDeletedOutput)
    .mutation(({ ctx, input }) => deleteEvergreen(ctx, input)),
});
