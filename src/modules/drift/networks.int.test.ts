import { afterEach, describe, expect, test } from "vitest";
import type { Id } from "@/kernel/ids";
import { connectChannel } from "@/modules/channels/commands/connect";
import { connectChannelInput } from "@/modules/channels/schemas";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { findNetwork } from "@/networks/registry";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { type FakeBluesky, startBluesky } from "@/testing/fakes/bluesky";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { labHttp } from "@/testing/lab-network";
import { aPost } from "@/testing/publishing";
import { lookAtDelivery } from "./commands/look";

useEnvironment();
useDatabase();

const outside = { findNetwork, http: labHttp() };
let server: FakeBluesky;
afterEach(() => server.close());

async function aPublished() {
  server = await startBluesky();
  const clock = new VirtualClock(Date.now());
  server.options.now = () => clock.now();
  const ctx = await aWorkspace({ clock });
  const { handle: identifier, password } = server.options;
  const values = { service: server.url, identifier, password };
  const { channel } = await connectChannel(
    ctx,
    connectChannelInput.parse({ network: "bluesky", values }),
    outside,
  );
  const post = await aPost(ctx, [channel.id], "Hello from here");
  const planned = await publishPostNow(ctx, { postId: post.id });
  const until = new Date(clock.now().getTime() + 60_000);
  await dispatch({
    clock,
    http: outside.http,
    networks: findNetwork,
    traceId: "test",
    until,
    lookaheadMs: 0,
  });
  const deliveryId = planned.deliveries[0]?.id as Id<"delivery">;
  return { ctx, clock, deliveryId };
}

describe("a look at Bluesky", () => {
  test("works hours after the session ended, and finds an edit and a deletion", async () => {
    const { ctx, clock, deliveryId } = await aPublished();
    await clock.pass(5 * 3_600_000);
    const look = () => lookAtDelivery(ctx, { deliveryId }, outside);
    expect(await look()).toMatchObject({ state: "intact", inspectable: true, editable: false });
    const [record] = server.records.values();
    if (record) record.value = { ...record.value, text: "Changed elsewhere" };
    expect(await look()).toMatchObject({ state: "edited", foundText: "Changed elsewhere" });
    server.records.clear();
    expect(await look()).toMatchObject({ state: "gone" });
  });

  test("needs no session, so one that ended early does not hide what stands there", async () => {
    const { ctx, deliveryId } = await aPublished();
    server.endSessions();
    expect(await lookAtDelivery(ctx, { deliveryId }, outside)).toMatchObject({ state: "intact" });
  });
});
