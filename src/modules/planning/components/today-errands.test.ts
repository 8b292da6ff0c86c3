import { expect, test } from "vitest";
import { aDelivery } from "@/testing/deliveries";
import { groupsOf } from "./today-errands";

test("what is in trouble is grouped by what to do, the most pressing first", () => {
  const held = (reason: string) => aDelivery({ state: "held", reason });
  const found = groupsOf([
    aDelivery({ state: "failed" }),
    held("queue_paused"),
    held("channel_broken"),
    aDelivery({ state: "missed" }),
    held("approval_missing"),
    held("channel_back"),
    aDelivery({ state: "needs_attention" }),
  ]);
  expect(found.map(({ kind, deliveries }) => [kind, deliveries.length])).toEqual([
    ["decide", 1],
    ["reconnect", 1],
    ["approve", 1],
    ["choose", 3],
    ["retry", 1],
  ]);
});
