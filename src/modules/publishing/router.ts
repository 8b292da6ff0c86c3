import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { scheduleAfter } from "./commands/after";
import {
  deletePosts,
  labelPosts,
  movePosts,
  retimePosts,
  submitPosts,
  unschedulePosts,
} from "./commands/bulk";
import { createPost, deletePost, updatePost } from "./commands/drafts";
import { duplicatePost } from "./commands/duplicate";
import { removePublished } from "./commands/remove";
import { rescheduleDelivery, retryFailed, skipDelivery } from "./commands/rescue";
import { placeDelivery } from "./commands/place";
import { resolveDelivery, retryDelivery } from "./commands/resolve";
import { publishPostNow, schedulePost, unschedulePost } from "./commands/schedule";
import { emptyTrash, purgePost, restorePost } from "./commands/trash";
import { getDelivery, getPost } from "./queries";
import {
  createPostInput,
  deletedOutput,
  deliveryDetailOutput,
  deliveryIdInput,
  deliveryOutput,
  postIdInput,
  postOutput,
  placeDeliveryInput,
  resolveDeliveryInput,
  scheduleAfterInput,
  schedulePostInput,
  updatePostInput,
} from "./schemas";
import {
  bulkLabelInput,
  bulkMoveInput,
  bulkOutput,
  bulkPostsInput,
  bulkRetimeInput,
  duplicatePostInput,
  emptyTrashInput,
  purgedOutput,
} from "./schemas.organise";
import { rescheduleDeliveryInput } from "./schemas.rescue";

const posts = (method: "GET" | "POST" | "PUT" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/posts${path}`, tag: "Posts", summary }) as const;
const deliveries = (method: "GET" | "POST", path: `/${string}`, summary: string) =>
  ({ method, path: `/deliveries${path}`, tag: "Deliveries", summary }) as const;
const bulk = (path: `/${string}`, summary: string) =>
  ({ method: "POST", path: `/bulk${path}`, tag: "Posts", summary }) as const;

export const publishingRouter = router({
  get: workspaceProcedure
    .meta(rest({ ...posts("GET", "/{postId}", "Get a post with its deliveries"), scope: "posts:read" }))
    .input(postIdInput)
    .output(postOutput)
    .query(({ ctx, input }) => getPost(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...posts("POST", "", "Create a draft"), scope: "posts:write", creates: true }))
    .input(createPostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => createPost(ctx, input)),
  update: workspaceProcedure
    .meta(rest({ ...posts("PUT", "/{postId}", "Update a post"), scope: "posts:write" }))
    .input(updatePostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => updatePost(ctx, input)),
  delete: workspaceProcedure
    .meta(rest({ ...posts("DELETE", "/{postId}", "Delete a post"), scope: "posts:write" }))
    .input(postIdInput)
    .output(deletedOutput)
    .mutation(({ ctx, input }) => deletePost(ctx, input)),
  schedule: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/schedule", "Schedule a post at a wall-clock time"),
        scope: "posts:publish",
      }),
    )
    .input(schedulePostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => schedulePost(ctx, input)),
  scheduleAfter: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/schedule-after", "Schedule a post after another one is live"),
        scope: "posts:publish",
      }),
    )
    .input(scheduleAfterInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => scheduleAfter(ctx, input)),
  publishNow: workspaceProcedure
    .meta(rest({ ...posts("POST", "/{postId}/publish", "Publish a post now"), scope: "posts:publish" }))
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => publishPostNow(ctx, input)),
  unschedule: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/unschedule", "Unschedule a post"),
        scope: "posts:publish",
      }),
    )
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => unschedulePost(ctx, input)),
  delivery: workspaceProcedure
    .meta(
      rest({
        ...deliveries("GET", "/{deliveryId}", "Get a delivery with its attempts"),
        scope: "posts:read",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryDetailOutput)
    .query(({ ctx, input }) => getDelivery(ctx, input)),
  retry: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/retry", "Retry a failed delivery"),
        scope: "posts:publish",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => retryDelivery(ctx, input)),
  retryFailed: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/retry", "Retry all failed deliveries of a post"),
        scope: "posts:publish",
      }),
    )
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => retryFailed(ctx, input)),
  skip: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/skip", "Skip a delivery"),
        scope: "posts:publish",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => skipDelivery(ctx, input)),
  rescheduleDelivery: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/reschedule", "Reschedule a delivery"),
        scope: "posts:publish",
      }),
    )
    .input(rescheduleDeliveryInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => rescheduleDelivery(ctx, input)),
  resolve: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/resolve", "Resolve an unconfirmed delivery"),
        scope: "posts:publish",
      }),
    )
    .input(resolveDeliveryInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => resolveDelivery(ctx, input)),
  place: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/place", "Set the link of a published delivery"),
        description:
          "For what is published at an address that nobody knows: the parts that wait for it go on.",
        scope: "posts:publish",
      }),
    )
    .input(placeDeliveryInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => placeDelivery(ctx, input)),
  remove: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/remove", "Remove a published delivery from its network"),
        scope: "posts:publish",
        callsOut: true,
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => removePublished(ctx, input)),
  duplicate: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/duplicate", "Duplicate a post as a draft"),
        scope: "posts:write",
        creates: true,
      }),
    )
    .input(duplicatePostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => duplicatePost(ctx, input)),
  restore: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: "/trash/{postId}/restore", tag: "Posts", scope: "posts:write" },
        summary: "Restore a post from the trash",
      }),
    )
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => restorePost(ctx, input)),
  purge: workspaceProcedure
    .meta(
      rest({
        ...{ method: "DELETE", path: "/trash/{postId}", tag: "Posts", scope: "posts:write" },
        summary: "Delete a post from the trash for good",
      }),
    )
    .input(postIdInput)
    .output(purgedOutput)
    .mutation(({ ctx, input }) => purgePost(ctx, input)),
  emptyTrash: workspaceProcedure
    .meta(
      rest({
        ...{ method: "DELETE", path: "/trash", tag: "Posts", scope: "posts:write" },
        summary: "Empty the trash for good",
      }),
    )
    .input(emptyTrashInput)
    .output(purgedOutput)
    .mutation(({ ctx }) => emptyTrash(ctx)),
  moveMany: workspaceProcedure
    .meta(rest({ ...bulk("/move", "Move posts to a campaign"), scope: "posts:write" }))
    .input(bulkMoveInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => movePosts(ctx, input)),
  labelMany: workspaceProcedure
    .meta(rest({ ...bulk("/label", "Label posts"), scope: "posts:write" }))
    .input(bulkLabelInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => labelPosts(ctx, input)),
  retimeMany: workspaceProcedure
    .meta(rest({ ...bulk("/retime", "Reschedule posts"), scope: "posts:publish" }))
    .input(bulkRetimeInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => retimePosts(ctx, input)),
  unscheduleMany: workspaceProcedure
    .meta(rest({ ...bulk("/unschedule", "Unschedule posts"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => unschedulePosts(ctx, input)),
  deleteMany: workspaceProcedure
    .meta(rest({ ...bulk("/delete", "Delete posts"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => deletePosts(ctx, input)),
  submitMany: workspaceProcedure
    .meta(rest({ ...bulk("/submit", "Submit posts for approval"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => submitPosts(ctx, input)),
});
