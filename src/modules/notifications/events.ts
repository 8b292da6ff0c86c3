import { z } from "zod";
import { idOf } from "@/kernel/ids";

/** Somebody is to be told outside the application too: by e-mail at once, or on their devices. */
export const notificationCreated = {
  name: "notification.created",
  schema: z.object({ notificationId: idOf("notification") }),
} as const;
