import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { scheduleAfter } from "./commands/after";
import { createPost, deletePost, updatePost } from "./commands/drafts";
import { removePublished } from "./commands/remove";
import { resolveDelivery, retryDelivery } from "./commands/resolve";
import { publishPostNow, schedulePost, unschedulePost } from "./commands/schedule";
import { getDelivery, getPost } from "./queries";
import {
  createPostInput,
  deletedOutput,
  deliveryDetailOutput,
  deliveryIdInput,
  deliveryOutput,
  postIdInput,
  postOutput,
  resolveDeliveryInput,
  scheduleAfterInput,
  schedulePostInput,
  updatePostInput,
} from "./schemas";

const posts = (method: "GET" | "POST" | "PUT" | "DELETE", path: "" | `/${string}`, summary: string) =>
  ({ method, path: `/posts${path}`, tag: "Posts", summary }) as const;
const deliveries = (method: "GET" | "POST", path: `/${string}`, summary: string) =>
  ({ method, path: `/deliveries${path}`, tag: "Deliveries", summary }) as const;

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
});
