import { z } from "zod";
import { idOf } from "@/kernel/ids";

/** Asks Publify itself to look whether the clocks of a queue's zone have changed since it was filled. */
export const queueWatched = {
  name: "queue.clocks_due",
  schema: z.object({ channelId: idOf("channel") }),
} as const;
