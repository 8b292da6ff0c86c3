import { secondMs } from "@/kernel/time";
import type { DeliveryState, DeliveryView } from "../schemas";

/** States in which something is happening right now. */
const IN_MOTION: readonly DeliveryState[] = ["leased", "sending", "unconfirmed"];
const liveMs = 2 * secondMs;
/** How often to look at what waits for something else, which goes on whenever that is done. */
const waitingMs = 20 * secondMs;
// What a browser's timer can wait for.
const timerMaxMs = 2 ** 31 - 1;

/** Tell whether a delivery changes without anybody doing anything. */
export const isInMotion = ({ state, dueAt }: Pick<DeliveryView, "state" | "dueAt">, now: Date): boolean =>
  IN_MOTION.includes(state) || (state === "scheduled" && dueAt.getTime() - now.getTime() <= liveMs);

/**
 * How long to wait before looking at a post's deliveries again, in ms: 2 s while anything moves, until its time
 * when one is planned, now and then while one waits for another, false when nothing will change by itself.
 */
export function pollDelayMs(
  deliveries: readonly Pick<DeliveryView, "state" | "dueAt">[],
  now: Date,
): number | false {
  if (deliveries.some((delivery) => isInMotion(delivery, now))) return liveMs;
  const planned = deliveries.filter(({ state }) => state === "scheduled").map(({ dueAt }) => dueAt.getTime());
  const waits = deliveries.some(({ state }) => state === "waiting");
  if (planned.length === 0) return waits && waitingMs;
  const untilNext = Math.max(Math.min(...planned) - now.getTime(), liveMs);
  return Math.min(untilNext, waits ? waitingMs : timerMaxMs);
}
