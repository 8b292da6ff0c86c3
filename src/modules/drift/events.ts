import { z } from "zod";
import { idOf } from "@/kernel/ids";

/** Something that we published was changed or deleted on its network; told once a change. */
export const driftFound = {
  name: "drift.found",
  schema: z.object({
    postId: idOf("post"),
    deliveryId: idOf("delivery"),
    channelId: idOf("channel"),
    state: z.enum(["edited", "gone"]),
  }),
} as const;

/** Asks Publify itself to look whether a channel's posts still stand. */
export const driftCheckRequested = {
  name: "drift.check_requested",
  schema: z.object({ channelId: idOf("channel"), network: z.string() }),
} as const;
