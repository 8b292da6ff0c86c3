import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { outbox } from "@/db/outbox";
import { inSystemTransaction, inTransaction } from "@/db/tx";
import type { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import type { Outside } from "@/modules/channels/ports";
import { noteOutcomes } from "@/modules/health/commands";
import { publishPostNow } from "@/modules/publishing/commands/schedule";
import { removePublished } from "@/modules/publishing/commands/remove";
import { getPost } from "@/modules/publishing/queries";
import { deliveries } from "@/modules/publishing/tables";
import type { EditResult, InspectResult, Network } from "@/networks/contract";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { labHttp } from "@/testing/lab-network";
import {
  aLabChannel,
  aPost,
  aSiteChannel,
  dispatchNow,
  scripted,
  setChannelState,
} from "@/testing/publishing";
import { acceptDrift } from "./commands/accept";
import { editOnNetwork } from "./commands/edit";
import { lookAtDelivery } from "./commands/look";
import { patrolChannel } from "./commands/patrol";
import { getPresence, listDrift } from "./queries";

useEnvironment();
useDatabase();

const day = 86_400_000;

/** A network that shows what it was last told, or what the test makes of it. */
class Wall {
  text: string | null = null;
  trouble: Extract<InspectResult, { status: "auth" | "unavailable" }> | null = null;
  refusal: EditResult | null = null;
  looks = 0;
  /** Happens between what a look reads and its answer. */
  meanwhile: (() => Promise<unknown>) | null = null;
  readonly network: Network = {
    ...scripted([]),
    publish: async ({ content }) => {
      this.text = content.body;
      return {
        status: "published",
        externalId: "1",
        url: "https://lab.example/1",
        answer: { httpStatus: 200, body: null },
      };
    },
    inspect: async () => {
      this.looks += 1;
      if (this.trouble) return this.trouble;
      const { text } = this;
      await this.meanwhile?.();
      return text === null ? { status: "gone" } : { status: "found", text, url: null };
    },
    edit: async ({ content }) => {
      if (this.refusal) return this.refusal;
      this.text = content.body;
      return { status: "edited", url: "https://lab.example/1" };
    },
  };
  readonly outside: Outside = {
    http: labHttp(),
    findNetwork: (key) => (key === "lab" ? this.network : undefined),
  };
}

async function aPublished({ channelCount = 1 } = {}) {
  const wall = new Wall();
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const channelIds: Id<"channel">[] = [];
  for (let count = 0; count < channelCount; count++) channelIds.push(await aLabChannel(ctx));
  const post = await aPost(ctx, channelIds, "Hello");
  const planned = await publishPostNow(ctx, { postId: post.id });
  await dispatchNow(clock, wall.network);
  const [delivery] = planned.deliveries;
  if (!delivery) throw new Error("The post has no delivery");
  const { id: deliveryId, channelId } = delivery;
  return {
    wall,
    clock,
    ctx,
    deliveryId,
    channelId,
    postId: post.id,
    look: () => lookAtDelivery(ctx, { deliveryId }, wall.outside),
  };
}
type Published = Awaited<ReturnType<typeof aPublished>>;

const newsOf = ({ ctx }: Published) =>
  inSystemTransaction((db) =>
    db
      .select({ data: outbox.data })
      .from(outbox)
      .where(and(eq(outbox.tenantId, ctx.tenantId), eq(outbox.name, "drift.found"))),
  );

describe("looking", () => {
  test("finds what was sent", async () => {
    const post = await aPublished();
    expect(await post.look()).toMatchObject({
      state: "intact",
      sentText: "Hello",
      foundText: null,
      editable: true,
    });
    expect(await newsOf(post)).toEqual([]);
  });

  test("tells an edit and a deletion once each", async () => {
    const post = await aPublished();
    post.wall.text = "Bye";
    await post.look();
    expect(await post.look()).toMatchObject({ state: "edited", foundText: "Bye" });
    post.wall.text = null;
    await post.look();
    expect(await post.look()).toMatchObject({ state: "gone", foundText: null });
    const { postId, deliveryId, channelId } = post;
    const told = { postId, deliveryId, channelId };
    expect((await newsOf(post)).map(({ data }) => data)).toEqual([
      { ...told, state: "edited" },
      { ...told, state: "gone" },
    ]);
  });

  test("tells once though two look at the same time", async () => {
    const post = await aPublished();
    post.wall.text = "Bye";
    await Promise.all([post.look(), post.look(), post.look()]);
    expect(await newsOf(post)).toHaveLength(1);
  });

  test("does not call an edit of ours drift that was made while it looked", async () => {
    const post = await aPublished();
    const { ctx, deliveryId, wall } = post;
    wall.meanwhile = () => editOnNetwork(ctx, { deliveryId, text: "Hello, corrected" }, wall.outside);
    expect(await post.look()).toMatchObject({ state: "intact", sentText: "Hello, corrected" });
    expect(await newsOf(post)).toEqual([]);
  });

  test("does not call an edit of ours drift that stands there already and is not written here yet", async () => {
    const post = await aPublished();
    const { ctx, deliveryId, wall } = post;
    const looked: unknown[] = [];
    const network: Network = {
      ...wall.network,
      edit: async (call, at) => {
        const answer = await wall.network.edit?.(call, at);
        looked.push(await post.look());
        return answer ?? { status: "refused", detail: "" };
      },
    };
    await editOnNetwork(
      ctx,
      { deliveryId, text: "Hello, corrected" },
      { ...wall.outside, findNetwork: () => network },
    );
    expect(looked).toMatchObject([{ state: "unknown", foundText: null }]);
    expect(await newsOf(post)).toEqual([]);
    expect(await post.look()).toMatchObject({ state: "intact", sentText: "Hello, corrected" });
    wall.text = "By somebody else";
    expect(await post.look()).toMatchObject({ state: "edited", foundText: "By somebody else" });
  });

  test("takes over an edit of ours whose answer was lost", async () => {
    const post = await aPublished();
    const { ctx, deliveryId, wall, clock, postId } = post;
    const lost = async (text: string) => {
      wall.refusal = { status: "unavailable", detail: "reset" };
      await expect(editOnNetwork(ctx, { deliveryId, text }, wall.outside)).rejects.toMatchObject({
        code: "UNAVAILABLE",
      });
      await clock.pass(5 * 60_000);
    };
    await lost("Never arrived");
    expect(await post.look()).toMatchObject({ state: "intact", sentText: "Hello" });
    await lost("Arrived");
    wall.text = "Arrived";
    expect(await post.look()).toMatchObject({ state: "intact", sentText: "Arrived" });
    expect((await getPost(ctx, { postId })).body).toBe("Arrived");
    expect(await newsOf(post)).toEqual([]);
  });

  test("does not call gone what we took off while it looked", async () => {
    const post = await aPublished();
    const { ctx, deliveryId, wall, clock } = post;
    wall.text = null;
    wall.meanwhile = () =>
      inTransaction(ctx, ({ db }) =>
        db.update(deliveries).set({ removedAt: clock.now() }).where(eq(deliveries.id, deliveryId)),
      );
    expect(await post.look()).toMatchObject({ state: "unknown", checkedAt: null });
    expect(await newsOf(post)).toEqual([]);
  });

  test("that fails is told as such and changes nothing else", async () => {
    const post = await aPublished();
    post.wall.trouble = { status: "unavailable", detail: "503" };
    expect(await post.look()).toMatchObject({ state: "unknown", detail: "503" });
    await setChannelState(post.ctx, post.channelId, "broken");
    expect(await post.look()).toMatchObject({ state: "unknown", status: "auth" });
  });

  test("is for what is published, on a network that tells", async () => {
    const post = await aPublished();
    const draft = await aPost(post.ctx, [post.channelId]);
    const planned = await publishPostNow(post.ctx, { postId: draft.id });
    const deliveryId = planned.deliveries[0]?.id as Id<"delivery">;
    const look = (outside: Outside) => lookAtDelivery(post.ctx, { deliveryId }, outside);
    await expect(look(post.wall.outside)).rejects.toMatchObject({ reason: "delivery.wrong_state" });
    const mute: Outside = { http: labHttp(), findNetwork: () => scripted([]) };
    await expect(lookAtDelivery(post.ctx, post, mute)).rejects.toMatchObject({
      reason: "drift.not_inspectable",
    });
  });

  test("at our own pages always finds what is kept", async () => {
    const { clock, ctx } = await aPublished();
    const post = await aPost(ctx, [await aSiteChannel(ctx)], "On our pages");
    const planned = await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock);
    const deliveryId = planned.deliveries[0]?.id as Id<"delivery">;
    expect(await lookAtDelivery(ctx, { deliveryId })).toMatchObject({ state: "intact", editable: true });
    await editOnNetwork(ctx, { deliveryId, text: "Other words" });
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({ body: "Other words" });
    expect(await removePublished(ctx, { deliveryId })).toMatchObject({ removedAt: expect.any(Date) });
  });
});

describe("letting be", () => {
  test("takes it off the list until it changes again", async () => {
    const post = await aPublished();
    post.wall.text = "Bye";
    await post.look();
    const list = () => listDrift(post.ctx, { limit: 20 });
    expect((await list()).items).toMatchObject([
      { deliveryId: post.deliveryId, state: "edited", text: "Hello" },
    ]);
    const accepted = await acceptDrift(post.ctx, post);
    expect(await acceptDrift(post.ctx, post)).toEqual(accepted);
    expect((await list()).items).toEqual([]);
    post.wall.text = "Bye bye";
    await post.look();
    expect((await list()).items).toHaveLength(1);
  });

  test("needs something that differs, and the right to decide", async () => {
    const post = await aPublished();
    await post.look();
    await expect(acceptDrift(post.ctx, post)).rejects.toMatchObject({ reason: "drift.nothing_differs" });
    await expect(async () => acceptDrift(asRole(post.ctx, "viewer"), post)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("editing there", () => {
  const edit = ({ ctx, deliveryId, wall }: Published, text: string) =>
    editOnNetwork(ctx, { deliveryId, text }, wall.outside);

  test("changes the network, what is kept of it and the post, and mends what differed", async () => {
    const post = await aPublished();
    post.wall.text = "Bye";
    await post.look();
    expect(await edit(post, "Hello there")).toMatchObject({
      state: "intact",
      sentText: "Hello there",
      foundText: null,
    });
    expect(post.wall.text).toBe("Hello there");
    const after = await getPost(post.ctx, post);
    expect(after).toMatchObject({ body: "Hello there", revision: 2, variants: [{ body: null }] });
    expect(await post.look()).toMatchObject({ state: "intact" });
  });

  test("on one of several channels leaves the others their text", async () => {
    const post = await aPublished({ channelCount: 2 });
    await edit(post, "Only here");
    const after = await getPost(post.ctx, post);
    expect(after.body).toBe("Hello");
    const bodies = new Map(after.variants.map(({ channelId, body }) => [channelId, body]));
    expect([...bodies.values()].sort()).toEqual(["Only here", null]);
    expect(bodies.get(post.channelId)).toBe("Only here");
  });

  test("done again leaves the same", async () => {
    const post = await aPublished();
    await edit(post, "New");
    expect(await edit(post, "New")).toMatchObject({ state: "intact", sentText: "New" });
    const [row] = await inTransaction(post.ctx, ({ db }) =>
      db.select({ content: deliveries.content }).from(deliveries).where(eq(deliveries.id, post.deliveryId)),
    );
    expect(row?.content).toMatchObject({ body: "New", hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("that the network would refuse, refuses or does not answer changes nothing", async () => {
    const post = await aPublished();
    const reasonOf = (work: Promise<unknown>) =>
      work.catch((error: DomainError) => [error.reason, error.field]);
    expect(await reasonOf(edit(post, "x".repeat(281)))).toEqual(["drift.text_too_long", "text"]);
    expect(await reasonOf(edit(post, " "))).toEqual(["drift.text_empty", "text"]);
    post.wall.refusal = { status: "refused", detail: "No" };
    expect(await reasonOf(edit(post, "New"))).toEqual(["drift.edit_refused", undefined]);
    post.wall.refusal = { status: "unavailable", detail: "503" };
    expect(await reasonOf(edit(post, "New"))).toEqual(["drift.edit_unavailable", undefined]);
    await setChannelState(post.ctx, post.channelId, "broken");
    expect(await reasonOf(edit(post, "New"))).toEqual(["drift.edit_auth", undefined]);
    expect(await getPresence(post.ctx, post)).toMatchObject({ sentText: "Hello" });
    expect(post.wall.text).toBe("Hello");
  });

  test("is for networks that can and people who may", async () => {
    const post = await aPublished();
    const { edit: _, ...fixed } = post.wall.network;
    const outside: Outside = { http: labHttp(), findNetwork: () => fixed };
    const input = { deliveryId: post.deliveryId, text: "New" };
    await expect(editOnNetwork(post.ctx, input, outside)).rejects.toMatchObject({
      reason: "drift.not_editable",
    });
    await expect(editOnNetwork(asRole(post.ctx, "author"), input, post.wall.outside)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

test("another workspace's delivery is not there", async () => {
  const { deliveryId, wall } = await aPublished();
  const other = await aWorkspace();
  const absent = { code: "NOT_FOUND" };
  await expect(getPresence(other, { deliveryId })).rejects.toMatchObject(absent);
  await expect(lookAtDelivery(other, { deliveryId }, wall.outside)).rejects.toMatchObject(absent);
  await expect(acceptDrift(other, { deliveryId })).rejects.toMatchObject(absent);
  await expect(editOnNetwork(other, { deliveryId, text: "x" }, wall.outside)).rejects.toMatchObject(absent);
  expect((await listDrift(other, { limit: 20 })).items).toEqual([]);
});

describe("the nightly watch", () => {
  const patrol = ({ ctx, channelId, wall }: Published) => patrolChannel(ctx, { channelId }, wall.outside);

  test("looks once a night for a month, then once a week, and after half a year no more", async () => {
    const post = await aPublished();
    const looksAfter = async (ms: number) => {
      const before = post.wall.looks;
      await post.clock.pass(ms);
      await patrol(post);
      return post.wall.looks - before;
    };
    expect(await looksAfter(0)).toBe(1);
    expect(await looksAfter(day / 2)).toBe(0);
    expect(await looksAfter(day / 2)).toBe(1);
    expect(await looksAfter(30 * day)).toBe(1);
    expect(await looksAfter(2 * day)).toBe(0);
    expect(await looksAfter(5 * day)).toBe(1);
    expect(await looksAfter(150 * day)).toBe(0);
  });

  test("leaves alone what was removed, a channel that is broken and a server that is not well", async () => {
    const post = await aPublished();
    await setChannelState(post.ctx, post.channelId, "broken");
    expect(await patrol(post)).toEqual({ looked: 0, more: false });
    await setChannelState(post.ctx, post.channelId, "active");
    const key = `lab:${post.channelId}`;
    const server: Network = { ...post.wall.network, serverOf: () => post.channelId };
    const failures = Array.from({ length: 5 }, (_, index) => ({
      key,
      ok: false,
      detail: null,
      source: `${index}`,
    }));
    await inSystemTransaction((db) => noteOutcomes(db, post.clock.now(), failures));
    const outside: Outside = { http: labHttp(), findNetwork: () => server };
    expect(await patrolChannel(post.ctx, post, outside)).toEqual({ looked: 0, more: false });
    await inTransaction(post.ctx, ({ db }) =>
      db.update(deliveries).set({ removedAt: new Date() }).where(eq(deliveries.id, post.deliveryId)),
    );
    expect(await patrol(post)).toEqual({ looked: 0, more: false });
    expect(post.wall.looks).toBe(0);
  });

  test("stops at a network that does not answer", async () => {
    const post = await aPublished();
    for (let count = 0; count < 3; count++) {
      const more = await aPost(post.ctx, [post.channelId]);
      await publishPostNow(post.ctx, { postId: more.id });
    }
    await dispatchNow(post.clock, post.wall.network);
    post.wall.trouble = { status: "unavailable", detail: "503" };
    expect(await patrol(post)).toEqual({ looked: 2, more: false });
  });
});
