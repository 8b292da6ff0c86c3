import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { hourMs, minuteMs, secondMs } from "@/kernel/time";
import { secretPlaceOf } from "@/modules/channels/policy";
import { channelSecrets } from "@/modules/channels/tables";
import type { LookupResult, Network, PublishResult } from "@/networks/contract";
import { webhook } from "@/networks/webhook";
import { newSecret } from "@/networks/webhook/api";
import { createHttpClient } from "@/platform/http";
import { seal } from "@/platform/secrets";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { labHttp } from "@/testing/lab-network";
import { listen, sendJson } from "@/testing/server";
import { aLabChannel, aPost, dispatchNow, scripted, setChannelState } from "@/testing/publishing";
import { getPost } from "../queries";
import { dispatch } from "./dispatch";
import type { Checkpoint } from "./options";
import { resolveDelivery } from "./resolve";
import { publishPostNow, schedulePost, unschedulePost } from "./schedule";

useEnvironment();
useDatabase();

const answer = null;

/** A network that takes nine seconds to accept, shows what it has just before its settle time is over, and never answers. */
async function aSlowNetwork() {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const post = await aPost(ctx, [await aLabChannel(ctx)]);
  await publishPostNow(ctx, { postId: post.id });
  const shownFrom: number[] = [];
  const network: Network = {
    ...scripted([], {
      lookup: async (): Promise<LookupResult> =>
        shownFrom.some((at) => at <= clock.now().getTime())
          ? { status: "found", externalId: "x", url: null, answer }
          : { status: "absent", answer },
    }),
    resendWindowMs: null,
    settleMs: 30 * secondMs,
    timeoutMs: 10 * secondMs,
    publish: async (): Promise<PublishResult> => {
      await clock.pass(9 * secondMs);
      shownFrom.push(clock.now().getTime() + 29 * secondMs);
      return { status: "unknown", detail: "reset", answer };
    },
  };
  const pass = (checkpoint: (point: Checkpoint) => Promise<void> = async () => undefined) =>
    dispatch({
      ...{ clock, http: createHttpClient(), networks: () => network, traceId: "test", checkpoint },
      ...{ until: new Date(clock.now().getTime() + 1_000), lookaheadMs: 0, random: () => 0 },
    });
  const untilCalm = async () => {
    for (let passes = 0; passes < 60; passes++) {
      await pass();
      await clock.pass(5 * secondMs);
    }
    return (await getPost(ctx, { postId: post.id })).state;
  };
  return { clock, pass, untilCalm, copies: () => shownFrom.length };
}

test("what reached the network in the last moment of its call is found, not sent again", async () => {
  const { untilCalm, copies } = await aSlowNetwork();
  expect(await untilCalm()).toBe("published");
  expect(copies()).toBe(1);
});

test("a worker that dies in a call which began late leaves time for what it sent to show", async () => {
  const { clock, pass, untilCalm, copies } = await aSlowNetwork();
  const dying = pass(async (point) => {
    if (point === "after_begin") await clock.pass(14 * secondMs);
    if (point === "after_call") throw new Error("killed");
  });
  await expect(dying).rejects.toThrow();
  expect(await untilCalm()).toBe("published");
  expect(copies()).toBe(1);
});

test("a worker that slept while the clock was set back does not call any more", async () => {
  const { clock, pass, untilCalm, copies } = await aSlowNetwork();
  await pass(async (point) => {
    if (point !== "after_begin") return;
    await clock.pass(60 * secondMs);
    clock.leap(-60 * secondMs);
  });
  expect(copies()).toBe(0);
  await clock.pass(hourMs);
  expect(await untilCalm()).toBe("published");
  expect(copies()).toBe(1);
});

test("what a hook answered with a gateway's error stays locked, and goes again under its own id", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const post = await aPost(ctx, [await aLabChannel(ctx, "webhook")]);
  const hook = { ids: [] as unknown[], status: 504 };
  const server = await listen((request, response) => {
    hook.ids.push(request.headers["webhook-id"]);
    sendJson(response, hook.status, {});
  });
  const network: Network = {
    ...webhook,
    serverOf: () => server.url,
    publish: (call) => {
      const account = {
        ...call.account,
        settings: { url: server.url },
        credentials: { secret: newSecret() },
      };
      return webhook.publish({ ...call, account });
    },
  };
  const pass = () =>
    dispatch({
      ...{ clock, http: labHttp(), networks: () => network, traceId: "test", random: () => 0 },
      ...{ until: new Date(clock.now().getTime() + 1_000), lookaheadMs: 0 },
    });
  const postId = post.id;
  await publishPostNow(ctx, { postId });
  await pass();
  expect((await getPost(ctx, { postId })).deliveries).toMatchObject([{ state: "unconfirmed" }]);
  await expect(unschedulePost(ctx, { postId })).rejects.toMatchObject({ reason: "post.locked" });
  hook.status = 200;
  await clock.pass(hourMs);
  await pass();
  await server.close();
  expect((await getPost(ctx, { postId })).state).toBe("published");
  expect(hook.ids).toHaveLength(2);
  expect(new Set(hook.ids).size).toBe(1);
});

test("what a person gave up keeps its key when it loses its time and is given another", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const { id: postId } = await aPost(ctx, [await aLabChannel(ctx)]);
  await publishPostNow(ctx, { postId });
  const keys: string[] = [];
  const network: Network = {
    ...scripted([]),
    resendWindowMs: null,
    publish: async ({ dedupeKey, firstAttemptAt }): Promise<PublishResult> => {
      keys.push(`${dedupeKey} ${firstAttemptAt.getTime()}`);
      return { status: "unknown", detail: "reset", answer };
    },
  };
  await dispatchNow(clock, network);
  const [unclear] = (await getPost(ctx, { postId })).deliveries;
  if (unclear?.state !== "needs_attention") throw new Error("The outcome is clear");
  await resolveDelivery(ctx, { deliveryId: unclear.id, resolution: "give_up" });
  expect(await unschedulePost(ctx, { postId })).toMatchObject({ state: "draft", publishAt: null });
  await schedulePost(ctx, { postId, publishAt: "2026-11-21T12:00" });
  await clock.pass(4 * hourMs);
  await dispatchNow(clock, network);
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(keys[0]);
});

test.each([
  ["resent under its key", { resendWindowMs: 24 * hourMs }],
  [
    "looked up",
    {
      ...{ resendWindowMs: null, settleMs: 30 * secondMs },
      lookup: async (): Promise<LookupResult> => ({ status: "found", externalId: "x", url: null, answer }),
    },
  ],
] as const)(
  "what is unclear when its channel breaks waits for it, and is %s once it is back",
  async (_, how) => {
    const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
    const ctx = await aWorkspace({ clock, timeZone: "UTC" });
    const channelId = await aLabChannel(ctx);
    const { id: postId } = await aPost(ctx, [channelId]);
    await publishPostNow(ctx, { postId });
    const told = { httpStatus: 200, body: null };
    const heard = { status: "published", externalId: "x", url: null, answer: told } as const;
    const network = scripted([{ status: "unknown", detail: "reset", answer }, heard], how);
    await dispatchNow(clock, network);
    await setChannelState(ctx, channelId, "broken");
    for (let passes = 0; passes < 12; passes++) {
      await clock.pass(hourMs / 4);
      await dispatchNow(clock, network);
    }
    expect([network.calls, (await getPost(ctx, { postId })).state]).toEqual([1, "publishing"]);
    await setChannelState(ctx, channelId, "active");
    await clock.pass(hourMs / 4);
    await dispatchNow(clock, network);
    expect((await getPost(ctx, { postId })).state).toBe("published");
  },
);

test("what is unclear on a channel that was taken away is asked about at once", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  const { id: postId } = await aPost(ctx, [channelId]);
  await publishPostNow(ctx, { postId });
  const network = scripted([{ status: "unknown", detail: "reset", answer }], { resendWindowMs: 24 * hourMs });
  await dispatchNow(clock, network);
  await setChannelState(ctx, channelId, "disconnected");
  await clock.pass(hourMs);
  await dispatchNow(clock, network);
  expect([network.calls, (await getPost(ctx, { postId })).state]).toEqual([1, "needs_attention"]);
});

test("a look-up that is refused for its credentials renews them before a person is asked", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aLabChannel(ctx);
  await inTransaction(ctx, ({ db, tenantId }) => {
    const sealed = seal(JSON.stringify({ access: "old" }), secretPlaceOf({ tenantId, id: channelId }));
    return db.insert(channelSecrets).values({ tenantId, channelId, sealed });
  });
  const { id: postId } = await aPost(ctx, [channelId]);
  await publishPostNow(ctx, { postId });
  const network = scripted([{ status: "unknown", detail: "reset", answer: null }], {
    resendWindowMs: null,
    settleMs: minuteMs,
    refresh: async () => ({ status: "refreshed", credentials: { access: "new" }, expiresAt: null }),
    lookup: async ({ account }) =>
      account.credentials.access === "new"
        ? { status: "found", externalId: "x", url: null, answer: null }
        : { status: "unknown", detail: "401", answer: { httpStatus: 401, body: null }, auth: true },
  });
  for (let round = 0; round < 4; round++) {
    await dispatchNow(clock, network);
    await clock.pass(hourMs / 4);
  }
  expect((await getPost(ctx, { postId })).state).toBe("published");
});
