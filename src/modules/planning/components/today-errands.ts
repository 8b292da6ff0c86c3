import type { ToldDelivery } from "../schemas";

/** What has to be done about a delivery in trouble, the most pressing first. */
export const ERRANDS = ["decide", "reconnect", "approve", "choose", "retry"] as const;
export type Errand = (typeof ERRANDS)[number];

const CHANNEL_AWAY: readonly (string | null)[] = ["channel_broken", "channel_unavailable"];

/** What a delivery in trouble asks for: an answer, a channel, an approval, a choice, or another try. */
export function errandOf({ state, reason }: Pick<ToldDelivery, "state" | "reason">): Errand {
  if (state === "needs_attention") return "decide";
  if (state === "failed") return "retry";
  if (state === "held" && CHANNEL_AWAY.includes(reason)) return "reconnect";
  return state === "held" && reason === "approval_missing" ? "approve" : "choose";
}

/** Deliveries by what to do about them; within one errand they keep their order. */
export function groupsOf<T extends Pick<ToldDelivery, "state" | "reason">>(
  deliveries: readonly T[],
): { kind: Errand; deliveries: T[] }[] {
  const groups = Map.groupBy(deliveries, errandOf);
  return ERRANDS.flatMap((kind) => {
    const found = groups.get(kind);
    return found ? [{ kind, deliveries: found }] : [];
  });
}
