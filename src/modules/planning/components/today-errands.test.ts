import { expect, test } from "vitest";
import type { DeliveryView, PostApproval } from "@/modules/publishing/schemas";
import { aDelivery } from "@/testing/deliveries";
import { groupsOf } from "./today-errands";

test("what is in trouble is grouped by what to do, the most pressing first", () => {
  const told = (delivery: DeliveryView, postApproval: PostApproval = "required") => ({
    ...delivery,
    postApproval,
  });
  const held = (reason: string, approval?: PostApproval) =>
    told(aDelivery({ state: "held", reason }), approval);
  const found = groupsOf([
    told(aDelivery({ state: "failed" })),
    held("queue_paused"),
    held("channel_broken"),
    told(aDelivery({ state: "missed" })),
    held("approval_missing"),
    held("approval_missing", "approved"),
    held("channel_back"),
    told(aDelivery({ state: "needs_attention" })),
  ]);
  expect(found.map(({ kind, deliveries }) => [kind, deliveries.length])).toEqual([
    ["decide", 1],
    ["reconnect", 1],
    ["approve", 1],
    ["choose", 4],
    ["retry", 1],
  ]);
});
