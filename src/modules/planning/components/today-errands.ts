import { reasonNow } from "@/modules/publishing/components/delivery-standing";
import type { ToldDelivery } from "../schemas";

/** What has to be done about a delivery in trouble, the most pressing first. */
export const ERRANDS = ["decide", "reconnect", "approve", "choose", "retry"] as const;
export type Errand = (typeof ERRANDS)[number];

const CHANNEL_AWAY: readonly (string | null)[] = ["channel_broken", "channel_unavailable"];

type Standing = Pick<ToldDelivery, "state" | "reason" | "postApproval">;

/** What a delivery in trouble asks for: an answer, a channel, an approval, a choice, or another try. */
export function errandOf({ state, reason, postApproval }: Standing): Errand {
  if (state === "needs_attention") return "decide";
  if (state === "failed") return "retry";
  if (state === "held" && CHANNEL_AWAY.includes(reason)) return "reconnect";
  const waits = state === "held" && reasonNow(reason, { approval: postApproval }) === "approval_missing";
  return waits ? "approve" : "choose";
}

/** Deliveries by what to do about them; within one errand they keep their order. */
export function groupsOf<T extends Standing>(deliveries: readonly T[]): { kind: Errand; deliveries: T[] }[] {
  const groups = Map.groupBy(deliveries, errandOf);
  return ERRANDS.flatMap((kind) => {
    const found = groups.get(kind);
    return found ? [{ kind, deliveries: found }] : [];
  });
}
