import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inSystemTransaction, inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { channels } from "@/modules/channels/tables";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import { publishPostNow, schedulePost, unschedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { posts } from "@/modules/publishing/tables";
import type { Network } from "@/networks/contract";
import { createHttpClient } from "@/platform/http";
import { aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { statementsOf } from "@/testing/statements";
import { admitCalls, noteOutcomes } from "./commands";
import { failuresToOpen, type HealthOutcome } from "./policy";
import { listHealthNotices, readHealth } from "./queries";
import { getBudget, quotaUse } from "./queries.budget";

useEnvironment();
useDatabase();

const now = new Date("2026-11-21T08:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const aKey = () => `lab:${newId("channel").slice(8)}`;
const failures = (key: string, count = failuresToOpen): HealthOutcome[] =>
  Array.from({ length: count }, (_, index) => ({ key, ok: false, detail: "503", source: `${index}` }));
const note = (outcomes: HealthOutcome[], at = now) =>
  inSystemTransaction((db) => noteOutcomes(db, at, outcomes));
const health = async (key: string) => (await inSystemTransaction((db) => readHealth(db, [key]))).get(key);
const admit = async (key: string, at: Date) =>
  (await inSystemTransaction((db) => admitCalls(db, at, [key]))).get(key);

describe("a server's circuit", () => {
  test("opens for all workspaces after failures in a row, and closes with one answer", async () => {
    const key = aKey();
    await note(failures(key));
    expect(await health(key)).toMatchObject({ state: "open", retryAt: later(30_000) });
    await note([{ key, ok: true, detail: null, source: "x" }]);
    expect(await health(key)).toBeUndefined();
  });

  test("adds up what several batches tell", async () => {
    const key = aKey();
    for (const outcome of failures(key)) await note([outcome]);
    expect(await health(key)).toMatchObject({ state: "open" });
  });

  test("adds up what processes tell at the same time", async () => {
    const key = aKey();
    await Promise.all(failures(key).map((outcome) => note([outcome])));
    expect(await health(key)).toMatchObject({ state: "open" });
  });

  test("lets one caller through when its pause is over, whoever asks", async () => {
    const key = aKey();
    await note(failures(key));
    expect(await admit(key, later(29_000))).toEqual({ admits: "none", retryAt: later(30_000) });
    const asked = await Promise.all(Array.from({ length: 5 }, () => admit(key, later(31_000))));
    expect(asked.filter((answer) => answer?.admits === "one")).toHaveLength(1);
    expect(asked.map((answer) => answer?.retryAt)).toEqual(Array(5).fill(later(46_000)));
    await note([{ key, ok: false, detail: "503", source: "probe" }], later(32_000));
    expect(await health(key)).toMatchObject({ state: "open", retryAt: later(92_000) });
  });

  test("lets another probe through when the first was never heard of again", async () => {
    const key = aKey();
    await note(failures(key));
    expect(await admit(key, later(31_000))).toMatchObject({ admits: "one" });
    expect(await admit(key, later(60_000))).toMatchObject({ admits: "none" });
    expect(await admit(key, later(400_000))).toMatchObject({ admits: "one" });
  });

  test("says nothing of servers that are well", async () => {
    expect(await admit(aKey(), now)).toBeUndefined();
    expect((await inSystemTransaction((db) => admitCalls(db, now, []))).size).toBe(0);
  });
});

test("a batch of answers from servers that are well is one statement", async () => {
  const [key, other] = [aKey(), aKey()];
  const batch = [key, other, key].map((one) => ({ key: one, ok: true, detail: null, source: "x" }));
  expect(await statementsOf((db) => noteOutcomes(db, now, batch))).toBe(1);
  expect(await statementsOf((db) => noteOutcomes(db, now, []))).toBe(0);
});

describe("what people are told", () => {
  const lab: Network = { ...scripted([]), name: "Lab", serverOf: ({ settings }) => String(settings.server) };
  const networks = (key: string) => (key === "lab" ? lab : undefined);

  async function aChannelOn(server: string, clock = new TestClock(now)) {
    const ctx = await aWorkspace({ clock });
    const channelId = await aLabChannel(ctx);
    await inTransaction(ctx, ({ db }) =>
      db.update(channels).set({ settings: { server } }).where(eq(channels.id, channelId)),
    );
    return { ctx, channelId };
  }

  test("is which of their servers is ill and how much of theirs waits for it", async () => {
    const server = `${newId("channel").slice(8)}.example`;
    const { ctx, channelId } = await aChannelOn(`${server}#abc`);
    const post = await aPost(ctx, [channelId]);
    await publishPostNow(ctx, { postId: post.id });
    expect(await listHealthNotices(ctx, networks)).toEqual([]);
    await note(failures(`lab:${server}#abc`));
    expect(await listHealthNotices(ctx, networks)).toEqual([
      {
        ...{ network: "lab", networkName: "Lab", server, channelIds: [channelId], waiting: 1 },
        ...{ since: now, retryAt: later(30_000) },
      },
    ]);
  });

  test("is nothing about servers that only others use", async () => {
    const server = `${newId("channel").slice(8)}.example`;
    await note(failures(`lab:${server}`));
    const { ctx } = await aChannelOn("elsewhere.example");
    expect(await listHealthNotices(ctx, networks)).toEqual([]);
  });
});

describe("an allowance", () => {
  const hour = 3_600_000;
  const limited = (per: "channel" | "installation", key = "lab"): Network => ({
    ...scripted([
      { status: "published", externalId: "1", url: null, answer: { httpStatus: 200, body: null } },
    ]),
    key,
    quotas: [{ limit: 3, windowMs: hour, per }],
    cost: ({ body }) => (body.includes("https://") ? { minor: 20, currency: "USD", reason: "link" } : null),
  });
  const networks = (network: Network) => (key: string) => (key === network.key ? network : undefined);

  async function aPlan() {
    const clock = new VirtualClock(now.getTime());
    const ctx = await aWorkspace({ clock, timeZone: "UTC" });
    const channelId = await aLabChannel(ctx);
    const planAt = async (publishAt: string) => {
      const post = await aPost(ctx, [channelId]);
      await schedulePost(ctx, { postId: post.id, publishAt, timeZone: "UTC" });
      return post.id;
    };
    return { clock, ctx, channelId, planAt };
  }
  const used = async (plan: Awaited<ReturnType<typeof aPlan>>, at: string, postId?: Id<"post">) => {
    const input = { channelIds: [plan.channelId], at: new Date(at), postId };
    const [use] = await quotaUse(plan.ctx, input, networks(limited("channel")));
    return use?.quotas[0]?.used;
  };

  test("counts the fullest window that the instant falls in, planned and published", async () => {
    const plan = await aPlan();
    for (const at of ["09:00", "09:40", "10:20"]) await plan.planAt(`2026-11-21T${at}`);
    expect(await used(plan, "2026-11-21T09:30:00Z")).toBe(2);
    expect(await used(plan, "2026-11-21T10:00:00Z")).toBe(2);
    expect(await used(plan, "2026-11-21T11:00:00Z")).toBe(1);
    expect(await used(plan, "2026-11-21T12:00:00Z")).toBe(0);
    await plan.clock.pass(70 * 60_000);
    await dispatchNow(plan.clock, limited("channel"));
    expect(await used(plan, "2026-11-21T09:30:00Z")).toBe(2);
  });

  test("does not count the post that is being moved", async () => {
    const plan = await aPlan();
    const postId = await plan.planAt("2026-11-21T09:00");
    expect(await used(plan, "2026-11-21T09:10:00Z")).toBe(1);
    expect(await used(plan, "2026-11-21T09:10:00Z", postId)).toBe(0);
  });

  test("of the whole installation counts every workspace", async () => {
    const key = `lab${Date.now().toString(36)}`;
    const shared = limited("installation", key);
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const [own, other] = [await aLabChannel(mine, key), await aLabChannel(theirs, key)];
    const post = await aPost(theirs, [other]);
    await publishPostNow(theirs, { postId: post.id });
    const [use] = await quotaUse(mine, { channelIds: [own], at: new Date() }, networks(shared));
    expect(use?.quotas).toMatchObject([{ used: 1, limit: 3, per: "installation" }]);
  });

  test("warns before it is reached and refuses beyond it, parts included; costs are summed", async () => {
    const plan = await aPlan();
    await plan.planAt("2026-11-21T09:00");
    const post = await aPost(plan.ctx, [plan.channelId], "See https://example.org");
    const parts = [1, 2].map((number) => ({
      ...{ kind: "thread" as const, body: `${number}`, media: [], delayMinutes: 0 },
    }));
    await inTransaction(plan.ctx, ({ db }) => db.update(posts).set({ parts }).where(eq(posts.id, post.id)));
    const input = { channelIds: [plan.channelId], at: new Date("2026-11-21T09:10:00Z"), postId: post.id };
    expect(await getBudget(plan.ctx, input, networks(limited("channel")))).toMatchObject({
      issues: [{ severity: "error", code: "quota_exceeded", details: { used: 1, adding: 3, limit: 3 } }],
      costs: [{ channelId: plan.channelId, minor: 20, currency: "USD", reason: "link" }],
      total: [{ minor: 20, currency: "USD" }],
    });
  });

  test("of another workspace's channel or post is not there", async () => {
    const [plan, other] = [await aPlan(), await aPlan()];
    const at = new Date("2026-11-21T09:00:00Z");
    const absent = { code: "NOT_FOUND" };
    await expect(quotaUse(other.ctx, { channelIds: [plan.channelId], at })).rejects.toMatchObject(absent);
    const postId = await plan.planAt("2026-11-21T09:00");
    const input = { channelIds: [other.channelId], at, postId };
    await expect(getBudget(other.ctx, input)).rejects.toMatchObject(absent);
  });

  test("is told by no network that sets none", async () => {
    const plan = await aPlan();
    const input = { channelIds: [plan.channelId], at: now };
    expect(await quotaUse(plan.ctx, input, networks({ ...limited("channel"), quotas: [] }))).toEqual([]);
  });

  test("an instant at the very end of the calendar has an allowance like any other", async () => {
    const plan = await aPlan();
    const at = new Date("9999-12-31T23:59:59.999Z");
    const [use] = await quotaUse(
      plan.ctx,
      { channelIds: [plan.channelId], at },
      networks(limited("channel")),
    );
    expect(use?.quotas).toMatchObject([{ used: 0 }]);
  });
});

/** A server of its own that may be down, posts to it, and what became of them. */
async function aServerThatMayBeDown() {
  const clock = new VirtualClock(now.getTime());
  const ctx = await aWorkspace({ clock });
  const server = newId("channel").slice(8);
  const state = { down: true, calls: 0 };
  const network: Network = {
    ...scripted([]),
    serverOf: () => server,
    publish: async ({ dedupeKey }) => {
      state.calls += 1;
      const answer = { httpStatus: state.down ? 503 : 200, body: null };
      return state.down
        ? { status: "retry", reason: "unavailable", afterMs: null, detail: "503", answer }
        : { status: "published", externalId: dedupeKey, url: null, answer };
    },
  };
  const send = async (count: number) => {
    const sent: Id<"post">[] = [];
    for (let index = 0; index < count; index++) {
      const post = await aPost(ctx, [await aLabChannel(ctx)]);
      await publishPostNow(ctx, { postId: post.id });
      sent.push(post.id);
    }
    await dispatchNow(clock, network);
    return sent;
  };
  const deliveriesOf = async (ids: Id<"post">[]) =>
    (await Promise.all(ids.map((postId) => getPost(ctx, { postId })))).flatMap(
      ({ deliveries }) => deliveries,
    );
  return { clock, ctx, server, state, network, send, deliveriesOf };
}

test("posts to a server that is down wait without using up their tries, and leave by themselves when it is back", async () => {
  const { clock, ctx, server, state, network, send, deliveriesOf } = await aServerThatMayBeDown();
  const first = await send(failuresToOpen);
  expect(await health(`lab:${server}`)).toMatchObject({ state: "open" });
  const before = state.calls;
  const waiting = await send(3);
  expect(state.calls).toBe(before);
  for (const delivery of await deliveriesOf(waiting))
    expect(delivery).toMatchObject({ state: "scheduled", reason: "network_unwell", attemptsMade: 0 });
  const notices = await listHealthNotices(ctx, () => network);
  expect(notices).toMatchObject([{ server, waiting: failuresToOpen + 3 }]);
  state.down = false;
  for (let minute = 0; minute < 5; minute++) {
    await clock.pass(60_000);
    await dispatchNow(clock, network);
  }
  for (const delivery of await deliveriesOf([...first, ...waiting])) expect(delivery.state).toBe("published");
  expect(await health(`lab:${server}`)).toBeUndefined();
});

describe("a probe", () => {
  const answerOf = (httpStatus: number) => ({ httpStatus, body: null });
  const slowDown = { reason: "rate_limited", afterMs: 3_600_000, answer: answerOf(429) } as const;
  const unreadable = { reason: "not_sent", afterMs: null, answer: null } as const;

  /** A server that is asked for the first time since it was down, and two posts to it, the first of which ends as given. */
  async function aServerThatIsBack(first: typeof slowDown | typeof unreadable) {
    const clock = new VirtualClock(now.getTime());
    const ctx = await aWorkspace({ clock });
    const server = newId("channel").slice(8);
    const network: Network = {
      ...scripted([]),
      serverOf: () => server,
      publish: async ({ content, dedupeKey }) =>
        content.body === "first"
          ? { status: "retry", detail: "", ...first }
          : { status: "published", externalId: dedupeKey, url: null, answer: answerOf(200) },
    };
    const plan = async (body: string) => {
      const post = await aPost(ctx, [await aLabChannel(ctx)], body);
      await publishPostNow(ctx, { postId: post.id });
      await clock.pass(1);
      return post.id;
    };
    const [one, two] = [await plan("first"), await plan("second")];
    await note(failures(`lab:${server}`), later(-60_000));
    return { clock, ctx, network, server, one, two };
  }

  test.each([
    ["is told to slow down closes the circuit: nobody else waits", slowDown, false],
    ["makes no call is given back: the next post asks", unreadable, true],
  ])("that %s", async (_, first, stillOpen) => {
    const { clock, ctx, network, server, two } = await aServerThatIsBack(first);
    await dispatchNow(clock, network);
    expect((await health(`lab:${server}`))?.state).toBe(stillOpen ? "open" : undefined);
    await clock.pass(60_000);
    await dispatchNow(clock, network);
    expect((await getPost(ctx, { postId: two })).state).toBe("published");
  });

  test("whose post is taken back before its call is given back too", async () => {
    const { clock, ctx, network, server, one } = await aServerThatIsBack(slowDown);
    // Claimed before its instant, so that there is a while in which it can be taken back.
    clock.leap(-1_000);
    await dispatch({
      ...{ clock, http: createHttpClient(), networks: () => network, traceId: "test", random: () => 0 },
      ...{ until: later(1_000), lookaheadMs: 5_000 },
      checkpoint: async (point) => {
        if (point === "before_begin") await unschedulePost(ctx, { postId: one });
      },
    });
    expect(await health(`lab:${server}`)).toMatchObject({ state: "open" });
  });
});
