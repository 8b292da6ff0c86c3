import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { aDelivery } from "@/testing/deliveries";
import { DELIVERY_STATES } from "../schemas";
import { actionsOf, candidatesOf, type Face, faceOf, laddersOf } from "./delivery-standing";

const asked = { approval: "required" } as const;
const all = { resolve: true, manageChannels: true };
const none = { resolve: false, manageChannels: false };

test("every state has a face", () => {
  for (const state of DELIVERY_STATES) expect(faceOf(aDelivery({ state }), "active", asked)).toBeTruthy();
});

describe("what is held says why, and offers what helps", () => {
  const held = (reason: string, part = 0) => aDelivery({ state: "held", reason, part });
  test.each([
    ["a broken channel", held("channel_broken"), "broken", "held_channel", ["reconnect", "skip"]],
    ["one that just broke", held("channel_broken"), "active", "held_channel", ["reconnect", "skip"]],
    [
      "a channel that is back",
      held("channel_back"),
      "active",
      "held_back",
      ["sendNow", "reflow", "reschedule", "skip"],
    ],
    ["approval", held("approval_missing"), "active", "held_approval", ["approve", "skip"]],
    [
      "a paused queue",
      held("queue_paused"),
      "active",
      "held_queue",
      ["resume", "sendNow", "reschedule", "skip"],
    ],
    [
      "another post",
      held("upstream_failed"),
      "active",
      "held_post",
      ["upstream", "sendAnyway", "reschedule", "skip"],
    ],
    ["the part before it", held("upstream_failed", 2), "active", "held_part", ["skip"]],
    ["a place that nobody knows", held("place_unknown", 2), "active", "held_place", ["place", "skip"]],
    ["something new", held("solar_flare"), "active", "held_other", ["sendNow", "reschedule", "skip"]],
  ] as const)("for %s", (_, delivery, channel, face, actions) => {
    expect(faceOf(delivery, channel, asked)).toBe(face);
    expect(actionsOf(face, all)).toEqual(actions);
  });
});

test("a delivery in trouble can always be left out; who may not resolve is only led to the cause", () => {
  const troubled: Face[] = [
    "failed",
    "missed",
    "held_back",
    "held_channel",
    "held_post",
    "held_queue",
    "held_part",
    "held_late",
  ];
  for (const face of troubled) expect(actionsOf(face, all)).toContain("skip");
  const offered = troubled.flatMap((face) => actionsOf(face, none));
  expect(new Set(offered)).toEqual(new Set(["upstream", "resume"]));
});

test("what is tried again, or put off for an ill network, does not look like a plain plan", () => {
  expect(faceOf(aDelivery({ attemptsMade: 1, reason: "rate_limited" }), "active", asked)).toBe("retrying");
  expect(faceOf(aDelivery({ attemptsMade: 1, reason: null }), "active", asked)).toBe("scheduled");
  expect(faceOf(aDelivery({ reason: "network_unwell" }), "active", asked)).toBe("unwell");
  expect(faceOf(aDelivery({ state: "waiting", part: 1 }), "active", asked)).toBe("waiting_part");
});

test("only addresses that the network named are offered, each once", () => {
  expect(
    candidatesOf([
      { error: "bad gateway", docs: "https://docs.test" },
      [
        { url: "https://m.test/1" },
        { url: "https://m.test/1" },
        { post: { uri: "at://did/x", link: "https://m.test/2" } },
      ],
      null,
    ]),
  ).toEqual(["https://m.test/1", "https://m.test/2"]);
});

test("an address under which the others stand is the account's, and not offered", () => {
  const status = { uri: "https://m.test/users/ana/statuses/1", url: "https://m.test/@ana/1" };
  const account = { uri: "https://m.test/users/ana", url: "https://m.test/@ana" };
  expect(candidatesOf([{ ...status, account }])).toEqual([status.uri, status.url]);
});

test("parts stand under their own channel's post, in order", () => {
  const [site, lab] = [newId("channel"), newId("channel")];
  const rows = [
    aDelivery({ channelId: lab, part: 2 }),
    aDelivery({ channelId: site }),
    aDelivery({ channelId: lab, part: 0 }),
    aDelivery({ channelId: lab, part: 1 }),
  ];
  expect(laddersOf(rows).map(({ first, parts }) => [first.channelId, parts.map(({ part }) => part)])).toEqual(
    [
      [lab, [1, 2]],
      [site, []],
    ],
  );
});
