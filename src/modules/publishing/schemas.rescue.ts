import type { z } from "zod";
import { deliveryIdInput, schedulePostInput } from "./schemas";

/** Another time for one delivery. */
export const rescheduleDeliveryInput = deliveryIdInput.extend({
  publishAt: schedulePostInput.shape.publishAt,
  timeZone: schedulePostInput.shape.timeZone,
});
export type RescheduleDeliveryInput = z.output<typeof rescheduleDeliveryInput>;
