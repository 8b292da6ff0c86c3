import { expect, test } from "vitest";
import type { Outside } from "@/modules/channels/ports";
import { removePublished } from "@/modules/publishing/commands/remove";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import type { Network, RemoveResult } from "@/networks/contract";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { labHttp } from "@/testing/lab-network";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { eventsOf } from "@/testing/reviewing";
import { lookAtDelivery } from "./commands/look";

useEnvironment();
useDatabase();

/** Something published on a network that takes it off at once, and is looked at before it says so. */
async function aPublished(answer: RemoveResult) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const wall = { stands: true, meanwhile: async (): Promise<unknown> => undefined };
  const published = { status: "published", externalId: "1", url: "https://lab.example/1" } as const;
  const network: Network = {
    ...scripted([{ ...published, answer: { httpStatus: 200, body: null } }]),
    inspect: async () => (wall.stands ? { status: "found", text: "Hello", url: null } : { status: "gone" }),
    remove: async () => {
      wall.stands = answer.status !== "removed" && answer.status !== "unavailable";
      await wall.meanwhile();
      return answer;
    },
  };
  const outside: Outside = { http: labHttp(), findNetwork: () => network };
  const post = await aPost(ctx, [await aLabChannel(ctx)], "Hello");
  const planned = await publishPostNow(ctx, { postId: post.id });
  await dispatchNow(clock, network);
  const deliveryId = planned.deliveries[0]?.id;
  if (!deliveryId) throw new Error("The post has no delivery");
  const look = () => lookAtDelivery(ctx, { deliveryId }, outside);
  const remove = () => removePublished(ctx, { deliveryId }, outside);
  return { ctx, clock, wall, look, remove, news: () => eventsOf(ctx, "drift.found") };
}

test("what we take off is not called gone by a look in the middle of it", async () => {
  const { wall, look, remove, news } = await aPublished({ status: "removed" });
  await look();
  const seen: unknown[] = [];
  wall.meanwhile = async () => seen.push(await look());
  expect(await remove()).toMatchObject({ removedAt: expect.any(Date) });
  expect(seen).toMatchObject([{ status: "gone", state: "intact" }]);
  expect(await news()).toEqual([]);
});

test("what went while a removal was never answered is told once that may be over", async () => {
  const { clock, look, remove, news } = await aPublished({ status: "unavailable", detail: "No answer" });
  await expect(remove()).rejects.toMatchObject({ reason: "delivery.remove_unavailable" });
  await look();
  expect(await news()).toEqual([]);
  await clock.pass(120_000);
  expect(await look()).toMatchObject({ state: "gone" });
  expect(await news()).toHaveLength(1);
});
