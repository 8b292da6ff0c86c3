import { secondMs } from "@/kernel/time";
import type { DeliveryState, DeliveryView } from "../schemas";

/** States in which something is happening right now. */
const IN_MOTION: readonly DeliveryState[] = ["leased", "sending", "unconfirmed"];
const liveMs = 2 * secondMs;
// What a browser's timer can wait for.
const timerMaxMs = 2 ** 31 - 1;

/** Tell whether a delivery changes without anybody doing anything. */
export const isInMotion = ({ state, dueAt }: Pick<DeliveryView, "state" | "dueAt">, now: Date): boolean =>
  IN_MOTION.includes(state) || (state === "scheduled" && dueAt.getTime() - now.getTime() <= liveMs);

/**
 * How long to wait before looking at a post's deliveries again, in ms: 2 s while anything moves, until its time
 * when one is planned, false when nothing will change by itself.
 */
export function pollDelayMs(
  deliveries: readonly Pick<DeliveryView, "state" | "dueAt">[],
  now: Date,
): number | false {
  if (deliveries.some((delivery) => isInMotion(delivery, now))) return liveMs;
  const planned = deliveries.filter(({ state }) => state === "scheduled").map(({ dueAt }) => dueAt.getTime());
  if (planned.length === 0) return false;
  return Math.min(Math.max(Math.min(...planned) - now.getTime(), liveMs), timerMaxMs);
}
