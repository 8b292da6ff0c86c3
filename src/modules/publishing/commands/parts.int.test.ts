import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "@/kernel/time";
import type { Network, PublishCall, PublishResult } from "@/networks/contract";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, dispatchNow, scripted } from "@/testing/publishing";
import { getPost } from "../queries";
import { createPostInput, type PostPart } from "../schemas";
import { createPost } from "./drafts";
import { placeDelivery } from "./place";
import { resolveDelivery, retryDelivery } from "./resolve";
import { publishPostNow } from "./schedule";

useEnvironment();
useDatabase();

const thread = (...bodies: string[]): PostPart[] =>
  bodies.map((body) => ({ kind: "thread", body, media: [], delayMinutes: 0 }));
const answer = { httpStatus: 200, body: null };

/** A network that keeps what it was told, and refuses the texts that it is asked to refuse. */
function aThreadNetwork(refused = new Set<string>()) {
  const told: { body: string; under: PublishCall["under"] }[] = [];
  const publish = async ({ content, under }: PublishCall): Promise<PublishResult> => {
    if (refused.has(content.body))
      return { status: "rejected", reason: "policy", detail: "not that", answer };
    told.push({ body: content.body, under });
    return { status: "published", externalId: content.body, url: `https://lab.test/${content.body}`, answer };
  };
  return { network: { ...scripted([]), publish }, told, refused };
}

async function aThread(parts: PostPart[]) {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const channelId = await aLabChannel(ctx);
  const post = await createPost(
    ctx,
    createPostInput.parse({ body: "one", parts, variants: [{ channelId }] }),
  );
  await publishPostNow(ctx, { postId: post.id });
  const states = async () =>
    (await getPost(ctx, { postId: post.id })).deliveries.map(({ state, reason }) => reason ?? state);
  return { ctx, clock, post, states };
}

describe("a thread", () => {
  test("goes out part by part, each under the one before it", async () => {
    const { clock, states } = await aThread(thread("two", "three"));
    const { network, told } = aThreadNetwork();
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "published", "published"]);
    expect(told.map(({ body, under }) => [body, under?.root.externalId, under?.parent.externalId])).toEqual([
      ["one", undefined, undefined],
      ["two", "one", "one"],
      ["three", "one", "two"],
    ]);
  });

  test("stops at a part that fails; that part alone is sent again, and the rest follows", async () => {
    const { ctx, clock, post, states } = await aThread(thread("two", "three", "four"));
    const { network, told, refused } = aThreadNetwork(new Set(["three"]));
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "published", "policy", "upstream_failed"]);
    const broken = await getPost(ctx, { postId: post.id });
    expect(broken.state).toBe("partial");
    refused.clear();
    const [, , third] = broken.deliveries;
    if (!third) throw new Error("no third part");
    await retryDelivery(ctx, { deliveryId: third.id });
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "published", "published", "published"]);
    expect(told.map(({ body }) => body)).toEqual(["one", "two", "three", "four"]);
  });

  test("waits the time that a part asks for after the one before it", async () => {
    const comment: PostPart = { kind: "first_comment", body: "two", media: [], delayMinutes: 30 };
    const { clock, states } = await aThread([comment]);
    const { network } = aThreadNetwork();
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "scheduled"]);
    await clock.pass(29 * minuteMs);
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "scheduled"]);
    await clock.pass(hourMs);
    await dispatchNow(clock, network);
    expect(await states()).toEqual(["published", "published"]);
  });

  test("puts a comment under the post itself, and may name its address", async () => {
    const parts: PostPart[] = [
      ...thread("two"),
      { kind: "first_comment", body: "see {{post_url}}", media: [], delayMinutes: 0 },
    ];
    const { clock } = await aThread(parts);
    const { network, told } = aThreadNetwork();
    await dispatchNow(clock, network);
    expect(told[2]).toMatchObject({
      body: "see https://lab.test/one",
      under: { kind: "first_comment", root: { externalId: "one" }, parent: { externalId: "one" } },
    });
  });
});

describe("a part behind one that a person said is there", () => {
  /** A thread whose first piece nobody could tell the fate of, until a person did. */
  async function aConfirmedThread(link: string | undefined, more: Partial<Network> = {}) {
    const { ctx, clock, post, states } = await aThread(thread("two"));
    const { network: lab, told } = aThreadNetwork();
    const network: Network = { ...lab, ...more, resendWindowMs: null };
    const unclear = async (): Promise<PublishResult> => ({ status: "unknown", detail: "?", answer: null });
    await dispatchNow(clock, { ...network, publish: unclear });
    const [root] = (await getPost(ctx, { postId: post.id })).deliveries;
    if (!root) throw new Error("The post has no delivery");
    const input = { deliveryId: root.id, resolution: "it_is_there", url: link } as const;
    const resolved = await resolveDelivery(ctx, input, () => network);
    await dispatchNow(clock, network);
    return { ctx, clock, network, resolved, told, root, states };
  }

  test("goes under the id that the network finds in its link", async () => {
    const identify = (_: unknown, link: string) => link.split("/").at(-1) ?? null;
    const { resolved, told } = await aConfirmedThread("https://lab.test/@ana/77", { identify });
    expect(resolved).toMatchObject({ state: "published", externalId: "77", url: "https://lab.test/@ana/77" });
    expect(told).toMatchObject([{ body: "two", under: { parent: { externalId: "77" } } }]);
  });

  test("goes on under our own id where the network makes none", async () => {
    const { told, root, states } = await aConfirmedThread("https://lab.test/x0");
    const parent = { externalId: root.id, url: "https://lab.test/x0" };
    expect(told).toMatchObject([{ body: "two", under: { parent } }]);
    expect(await states()).toEqual(["confirmed_by_person", "published"]);
  });

  test("waits and says why when no link is given", async () => {
    const { told, states } = await aConfirmedThread(undefined, { identify: () => null });
    expect(told).toEqual([]);
    expect(await states()).toEqual(["confirmed_by_person", "place_unknown"]);
  });

  test("is asked for again when the link shows no post of its channel", async () => {
    const { ctx, clock, post } = await aThread(thread("two"));
    const { network: lab, told } = aThreadNetwork();
    const network: Network = { ...lab, resendWindowMs: null, identify: () => null };
    const unclear = async (): Promise<PublishResult> => ({ status: "unknown", detail: "?", answer: null });
    await dispatchNow(clock, { ...network, publish: unclear });
    const before = await getPost(ctx, { postId: post.id });
    const [root] = before.deliveries;
    if (!root) throw new Error("The post has no delivery");
    const input = { deliveryId: root.id, resolution: "it_is_there", url: "https://elsewhere.test/" } as const;
    await expect(resolveDelivery(ctx, input, () => network)).rejects.toMatchObject({
      ...{ code: "INVALID", reason: "delivery.place_unknown", field: "url" },
    });
    expect((await getPost(ctx, { postId: post.id })).deliveries).toEqual(before.deliveries);
    expect(told).toEqual([]);
  });

  test("goes on once a person says where it stands", async () => {
    const identify = (_: unknown, link: string) => /lab\.test\/(\d+)$/.exec(link)?.[1] ?? null;
    const { ctx, clock, network, told, root, states } = await aConfirmedThread(undefined, { identify });
    const place = (url: string) => placeDelivery(ctx, { deliveryId: root.id, url }, () => network);
    expect(await states()).toEqual(["confirmed_by_person", "place_unknown"]);
    await expect(place("https://elsewhere.test/x")).rejects.toMatchObject({
      ...{ code: "INVALID", reason: "delivery.place_unknown", field: "url" },
    });
    await expect(
      placeDelivery(await aWorkspace(), { deliveryId: root.id, url: "https://lab.test/77" }, () => network),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await place("https://lab.test/77")).toMatchObject({
      externalId: "77",
      url: "https://lab.test/77",
    });
    await dispatchNow(clock, network);
    expect(told).toMatchObject([{ body: "two", under: { parent: { externalId: "77" } } }]);
    expect(await states()).toEqual(["confirmed_by_person", "published"]);
    await expect(place("https://lab.test/78")).rejects.toMatchObject({ reason: "delivery.place_known" });
  });
});
