import { postOutput } from "@/modules/publishing/schemas";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { addToQueue } from "./commands/add";
import { arrangeQueue, moveQueued, shuffleQueue } from "./commands/arrange";
import { pauseQueue, resumeQueue } from "./commands/pause";
import { reflowHeld, reflowQueue } from "./commands/reflow";
import { removeFromQueue } from "./commands/remove";
import { copySlots, previewSlots, setSlots } from "./commands/slots";
import { setQueueZone } from "./commands/zone";
import { getFreeSlots, getQueue, listQueues } from "./queries";
import {
  addToQueueInput,
  arrangeInput,
  changeOutput,
  copiedOutput,
  copySlotsInput,
  freeSlotsInput,
  freeSlotsOutput,
  getQueueInput,
  moveInput,
  postInQueueInput,
  previewOutput,
  previewSlotsInput,
  queueIdInput,
  queueListOutput,
  queueOutput,
  setQueueZoneInput,
  setSlotsInput,
  shuffleInput,
} from "./schemas";

const tag = "Queues";
const read = (path: `/${string}`, summary: string) =>
  rest({ method: "GET", path, tag, summary, scope: "posts:read" });
const write = (
  method: "POST" | "PUT" | "DELETE",
  path: `/${string}`,
  summary: string,
  description?: string,
) => rest({ method, path, tag, summary, description, scope: "posts:publish" });

export const queuesRouter = router({
  list: workspaceProcedure.output(queueListOutput).query(({ ctx }) => listQueues(ctx)),
  get: workspaceProcedure
    .meta(read("/queues/{channelId}", "Get the queue of a channel with its slots"))
    .input(getQueueInput)
    .output(queueOutput)
    .query(({ ctx, input }) => getQueue(ctx, input)),
  freeSlots: workspaceProcedure
    .meta(read("/free-slots", "List free slots of channels"))
    .input(freeSlotsInput)
    .output(freeSlotsOutput)
    .query(({ ctx, input }) => getFreeSlots(ctx, input)),
  setSlots: workspaceProcedure
    .meta(write("PUT", "/queues/{channelId}/slots", "Replace the weekly slots of a channel"))
    .input(setSlotsInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => setSlots(ctx, input)),
  previewSlots: workspaceProcedure
    .input(previewSlotsInput)
    .output(previewOutput)
    .mutation(({ ctx, input }) => previewSlots(ctx, input)),
  copySlots: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/copy", "Copy weekly slots to other channels"))
    .input(copySlotsInput)
    .output(copiedOutput)
    .mutation(({ ctx, input }) => copySlots(ctx, input)),
  setZone: workspaceProcedure
    .meta(write("PUT", "/queues/{channelId}/zone", "Set the time zone of a queue"))
    .input(setQueueZoneInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => setQueueZone(ctx, input)),
  pause: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/pause", "Pause a queue"))
    .input(queueIdInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => pauseQueue(ctx, input)),
  resume: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/resume", "Resume a queue"))
    .input(queueIdInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => resumeQueue(ctx, input)),
  shuffle: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/shuffle", "Shuffle a queue"))
    .input(shuffleInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => shuffleQueue(ctx, input)),
  reflow: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/reflow", "Reflow a queue over the next free slots"))
    .input(queueIdInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => reflowQueue(ctx, input)),
  reflowHeld: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/reflow-held", "Reflow held deliveries over the next free slots"))
    .input(queueIdInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => reflowHeld(ctx, input)),
  arrange: workspaceProcedure
    .meta(write("POST", "/queues/{channelId}/arrange", "Arrange queued posts over slots"))
    .input(arrangeInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => arrangeQueue(ctx, input)),
  move: workspaceProcedure
    .meta(
      write(
        "POST",
        "/deliveries/{deliveryId}/slot",
        "Move a queued delivery up, down, or to a slot of choice",
      ),
    )
    .input(moveInput)
    .output(changeOutput)
    .mutation(({ ctx, input }) => moveQueued(ctx, input)),
  add: workspaceProcedure
    .meta(
      write(
        "POST",
        "/posts/{postId}/queue",
        "Add a post to the queues of its channels",
        "It takes the next free slot of each channel. A post that is queued already keeps its places.",
      ),
    )
    .input(addToQueueInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => addToQueue(ctx, input)),
  remove: workspaceProcedure
    .meta(write("DELETE", "/posts/{postId}/queue", "Remove a post from its queues"))
    .input(postInQueueInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => removeFromQueue(ctx, input)),
});
