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
    .meta(rest({ ...posts("GET", "/{postId}", "Read a post with its deliveries"), scope: "posts:read" }))
    .input(postIdInput)
    .output(postOutput)
    .query(({ ctx, input }) => getPost(ctx, input)),
  create: workspaceProcedure
    .meta(rest({ ...posts("POST", "", "Write a draft"), scope: "posts:write", creates: true }))
    .input(createPostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => createPost(ctx, input)),
  update: workspaceProcedure
    .meta(rest({ ...posts("PUT", "/{postId}", "Replace what a post says"), scope: "posts:write" }))
    .input(updatePostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => updatePost(ctx, input)),
  delete: workspaceProcedure
    .meta(rest({ ...posts("DELETE", "/{postId}", "Delete a post"), scope: "posts:write" }))
    .input(postIdInput)
    .output(deletedOutput)
    .mutation(({ ctx, input }) => deletePost(ctx, input)),
  schedule: workspaceProcedure
    .meta(rest({ ...posts("POST", "/{postId}/schedule", "Publish at a wall time"), scope: "posts:publish" }))
    .input(schedulePostInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => schedulePost(ctx, input)),
  scheduleAfter: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/schedule-after", "Publish once another post is live"),
        scope: "posts:publish",
      }),
    )
    .input(scheduleAfterInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => scheduleAfter(ctx, input)),
  publishNow: workspaceProcedure
    .meta(rest({ ...posts("POST", "/{postId}/publish", "Publish now"), scope: "posts:publish" }))
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => publishPostNow(ctx, input)),
  unschedule: workspaceProcedure
    .meta(
      rest({
        ...posts("POST", "/{postId}/unschedule", "Take a post out of the plan"),
        scope: "posts:publish",
      }),
    )
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => unschedulePost(ctx, input)),
  delivery: workspaceProcedure
    .meta(
      rest({
        ...deliveries("GET", "/{deliveryId}", "Read a delivery and its attempts"),
        scope: "posts:read",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryDetailOutput)
    .query(({ ctx, input }) => getDelivery(ctx, input)),
  retry: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/retry", "Send again what failed"),
        scope: "posts:publish",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => retryDelivery(ctx, input)),
  retryFailed: workspaceProcedure
    .meta(rest({ ...posts("POST", "/{postId}/retry", "Send again all that failed"), scope: "posts:publish" }))
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => retryFailed(ctx, input)),
  skip: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/skip", "Leave out what waits or failed"),
        scope: "posts:publish",
      }),
    )
    .input(deliveryIdInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => skipDelivery(ctx, input)),
  rescheduleDelivery: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/reschedule", "Give one delivery another time"),
        scope: "posts:publish",
      }),
    )
    .input(rescheduleDeliveryInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => rescheduleDelivery(ctx, input)),
  resolve: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/resolve", "Say what became of it"),
        scope: "posts:publish",
      }),
    )
    .input(resolveDeliveryInput)
    .output(deliveryOutput)
    .mutation(({ ctx, input }) => resolveDelivery(ctx, input)),
  place: workspaceProcedure
    .meta(
      rest({
        ...deliveries("POST", "/{deliveryId}/place", "Say where it stands"),
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
        ...deliveries("POST", "/{deliveryId}/remove", "Remove from its network"),
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
        ...posts("POST", "/{postId}/duplicate", "Write a draft that says the same"),
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
        summary: "Take a post out of the trash",
      }),
    )
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => restorePost(ctx, input)),
  purge: workspaceProcedure
    .meta(
      rest({
        ...{ method: "DELETE", path: "/trash/{postId}", tag: "Posts", scope: "posts:write" },
        summary: "Delete a post of the trash for good",
      }),
    )
    .input(postIdInput)
    .output(purgedOutput)
    .mutation(({ ctx, input }) => purgePost(ctx, input)),
  emptyTrash: workspaceProcedure
    .meta(
      rest({
        ...{ method: "DELETE", path: "/trash", tag: "Posts", scope: "posts:write" },
        summary: "Delete everything in the trash for good",
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
    .meta(rest({ ...bulk("/retime", "Give scheduled posts other times"), scope: "posts:publish" }))
    .input(bulkRetimeInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => retimePosts(ctx, input)),
  unscheduleMany: workspaceProcedure
    .meta(rest({ ...bulk("/unschedule", "Take posts out of the plan"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => unschedulePosts(ctx, input)),
  deleteMany: workspaceProcedure
    .meta(rest({ ...bulk("/delete", "Put posts into the trash"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => deletePosts(ctx, input)),
  submitMany: workspaceProcedure
    .meta(rest({ ...bulk("/submit", "Ask for the approval of posts"), scope: "posts:write" }))
    .input(bulkPostsInput)
    .output(bulkOutput)
    .mutation(({ ctx, input }) => submitPosts(ctx, input)),
});
