import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { dayMs, hourMs, minuteMs } from "@/kernel/time";
import { metricsOutput } from "@/modules/publishing/schemas";

/** When the counts of a delivery are read after its publication, in ms. */
export const READINGS = {
  "1m": minuteMs,
  "15m": 15 * minuteMs,
  "1h": hourMs,
  "6h": 6 * hourMs,
  "1d": dayMs,
  "7d": 7 * dayMs,
  "30d": 30 * dayMs,
} as const;
export type Reading = keyof typeof READINGS;
export type Occasion = Reading | "asked";

export const deliveryMetricsInput = z.object({ deliveryId: idOf("delivery") });
export type DeliveryMetricsInput = z.output<typeof deliveryMetricsInput>;

export const metricsListOutput = z.object({ items: z.array(metricsOutput) });

/** `known` is false when the network does not tell counts, or could not be asked. */
export const refreshedMetricsOutput = z.object({
  known: z.boolean(),
  reason: z.enum(["ok", "not_told", "gone", "auth", "unavailable"]),
  metrics: metricsOutput.nullable(),
});
export type RefreshedMetrics = z.output<typeof refreshedMetricsOutput>;
