import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { deletePost, updatePost } from "@/modules/publishing/commands/drafts";
import { getPost } from "@/modules/publishing/queries";
import { updatePostInput } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow, setChannelState } from "@/testing/publishing";
import {
  createCollection,
  deleteCollection,
  pauseCollection,
  resumeCollection,
  updateCollection,
} from "./commands/collections";
import { fillGaps } from "./commands/fill";
import {
  createEvergreen,
  createEvergreenFromPost,
  deleteEvergreen,
  retireEvergreen,
  reviveEvergreen,
  updateEvergreen,
} from "./commands/items";
import { findEvergreenOrigin, getCollection, listCollections, listFilling, previewFills } from "./queries";
import { createCollectionInput, createEvergreenInput, updateEvergreenInput } from "./schemas";

useEnvironment();
useDatabase();

/** A Saturday. */
const today = Date.parse("2026-11-21T08:00:00Z");
const daily = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  time: "09:00",
  label: null,
  evergreen: true,
}));

async function aPlan(more: Partial<Parameters<typeof createCollectionInput.parse>[0] & object> = {}) {
  const clock = new VirtualClock(today);
  const ctx = await aWorkspace({ clock, timeZone: "UTC" });
  const channelId = await aSiteChannel(ctx);
  await setSlots(ctx, { channelId, slots: daily, reflow: true });
  const collection = await createCollection(
    ctx,
    createCollectionInput.parse({
      name: "Advice",
      channelIds: [channelId],
      cooldownDays: 7,
      weeklyCap: 7,
      ...more,
    }),
  );
  return { ctx, clock, channelId, collectionId: collection.id };
}

const anItem = (
  ctx: WorkspaceCtx,
  collectionId: Id<"collection">,
  variations: string[],
  usesMax: number | null = null,
) => createEvergreen(ctx, createEvergreenInput.parse({ collectionId, variations, usesMax }));

const fillsOf = (ctx: WorkspaceCtx) =>
  inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), isNotNull(posts.evergreenId), isNull(posts.deletedAt)))
      .orderBy(posts.publishAt),
  );
const dayOf = (at: Date | null) => at?.toISOString().slice(5, 10);

describe("filling free slots", () => {
  test("writes scheduled posts into the free slots of the horizon, each item once in its cooldown", async () => {
    const { ctx, collectionId } = await aPlan();
    const items = [await anItem(ctx, collectionId, ["One"]), await anItem(ctx, collectionId, ["Two"])];
    expect(await fillGaps(ctx)).toEqual({ written: 3, refused: 0 });
    const made = await fillsOf(ctx);
    expect(made.map(({ body, publishAt }) => [body, dayOf(publishAt)])).toEqual([
      ["One", "11-21"],
      ["Two", "11-22"],
      ["One", "11-28"],
    ]);
    expect(made.every(({ state, timing }) => state === "scheduled" && timing === "queue")).toBe(true);
    const { items: known } = await getCollection(ctx, { collectionId });
    expect(known.find(({ id }) => id === items[0]?.id)).toMatchObject({ uses: 2 });
  });

  test("never takes a slot that something holds, and gives the rest to a second pass nothing", async () => {
    const { ctx, collectionId, channelId } = await aPlan({ cooldownDays: 1 });
    const own = await aPost(ctx, [channelId], "Mine");
    await addToQueue(ctx, { postId: own.id, position: "next", places: [] });
    await anItem(ctx, collectionId, ["One", "Two"]);
    expect((await fillGaps(ctx)).written).toBe(7);
    const days = (await fillsOf(ctx)).map(({ publishAt }) => dayOf(publishAt));
    expect(days).not.toContain("11-21");
    expect(new Set(days).size).toBe(7);
    expect(await fillGaps(ctx)).toEqual({ written: 0, refused: 0 });
  });

  test("at the same time from two places writes what one would have written", async () => {
    const { ctx, collectionId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await anItem(ctx, collectionId, ["Two"]);
    const [a, b] = await Promise.all([fillGaps(ctx), fillGaps(ctx)]);
    expect(a.written + b.written).toBe(3);
    expect(await fillsOf(ctx)).toHaveLength(3);
  });

  test("uses the texts of an item in turn as weeks pass", async () => {
    const { ctx, collectionId, clock } = await aPlan({ weeklyCap: 1, horizonDays: 1 });
    await anItem(ctx, collectionId, ["A", "B", "C"]);
    for (let week = 0; week < 4; week++) {
      await fillGaps(ctx);
      await clock.sleepUntil(new Date(clock.now().getTime() + 2 * 3_600_000));
      await dispatchNow(clock);
      await clock.sleepUntil(new Date(today + (week + 1) * 7 * dayMs));
    }
    expect((await fillsOf(ctx)).map(({ body }) => body)).toEqual(["A", "B", "C", "A"]);
  });

  test("keeps to the weekly cap, to how often an item may be used, and to slots meant for it", async () => {
    const { ctx, collectionId, channelId } = await aPlan({ cooldownDays: 1, weeklyCap: 2 });
    await anItem(ctx, collectionId, ["One", "Two"], 3);
    expect((await fillGaps(ctx)).written).toBe(3);
    const spans = (await fillsOf(ctx)).map(({ publishAt }) => dayOf(publishAt));
    expect(spans).toEqual(["11-21", "11-22", "11-28"]);
    await anItem(ctx, collectionId, ["Three"]);
    await setSlots(ctx, {
      channelId,
      slots: daily.map((slot) => ({ ...slot, time: "15:00", evergreen: false })),
      reflow: false,
    });
    expect((await fillGaps(ctx)).written).toBe(0);
  });

  test("does not bring a text that a person posted to that channel in the meantime", async () => {
    const { ctx, collectionId, channelId } = await aPlan({ weeklyCap: 1 });
    const own = await aPost(ctx, [channelId], "  good   ADVICE ");
    await addToQueue(ctx, { postId: own.id, position: "next", places: [] });
    await anItem(ctx, collectionId, ["Good advice", "Other advice"]);
    await fillGaps(ctx);
    expect((await fillsOf(ctx)).map(({ body }) => body)).toEqual(["Other advice"]);
  });

  test("passes over what a channel refuses, says so, and fills with the rest", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const lab = await aLabChannel(ctx);
    await setSlots(ctx, { channelId: lab, slots: daily, reflow: true });
    await updateCollection(ctx, {
      ...createCollectionInput.parse({
        name: "Both",
        channelIds: [channelId, lab],
        cooldownDays: 30,
        weeklyCap: 7,
      }),
      collectionId,
    });
    const long = await anItem(ctx, collectionId, ["x".repeat(300)]);
    expect(await fillGaps(ctx)).toEqual({ written: 1, refused: 1 });
    const { items } = await getCollection(ctx, { collectionId });
    expect(items[0]).toMatchObject({
      id: long.id,
      refusals: [{ channelId: lab, reason: "text_too_long" }],
    });
    await updateEvergreen(
      ctx,
      updateEvergreenInput.parse({ evergreenId: long.id, variations: ["Short enough"] }),
    );
    expect(await fillGaps(ctx)).toEqual({ written: 2, refused: 0 });
    expect((await getCollection(ctx, { collectionId })).items[0]?.refusals).toEqual([]);
  });

  test("leaves broken channels and paused collections alone", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await setChannelState(ctx, channelId, "broken");
    expect((await fillGaps(ctx)).written).toBe(0);
    await setChannelState(ctx, channelId, "active");
    await pauseCollection(ctx, { collectionId, planned: "keep" });
    expect((await fillGaps(ctx)).written).toBe(0);
    expect(() => fillGaps(asRole(ctx, "author"))).toThrow(/permission/);
  });

  test("does not write again on the same day what somebody deleted", async () => {
    const { ctx, collectionId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await fillGaps(ctx);
    const [first] = await fillsOf(ctx);
    if (!first) throw new Error("Nothing was filled");
    await deletePost(ctx, { postId: first.id });
    await fillGaps(ctx);
    expect((await fillsOf(ctx)).map(({ publishAt }) => dayOf(publishAt))).toEqual(["11-28"]);
    expect((await getCollection(ctx, { collectionId })).items[0]).toMatchObject({ uses: 1 });
  });

  test("is asked for in each workspace with a running collection", async () => {
    const { ctx, collectionId } = await aPlan();
    const asked = async () =>
      (await listFilling(null, 500)).some(({ tenantId }) => tenantId === ctx.tenantId);
    expect(await asked()).toBe(true);
    await pauseCollection(ctx, { collectionId, planned: "keep" });
    expect(await asked()).toBe(false);
  });
});

describe("a preview", () => {
  test("shows what is planned and what comes after it, and writes nothing", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    await anItem(ctx, collectionId, ["One", "Uno"]);
    const before = await previewFills(ctx, { collectionId });
    expect(before.planned).toEqual([]);
    expect(before.next.map(({ text, at }) => [text, dayOf(at)])).toEqual([
      ["One", "11-21"],
      ["Uno", "11-28"],
      ["One", "12-05"],
      ["Uno", "12-12"],
    ]);
    expect(before).toMatchObject({ freeSlots: 8, slotless: [] });
    expect(await fillsOf(ctx)).toEqual([]);
    await fillGaps(ctx);
    const after = await previewFills(ctx, { collectionId });
    expect(after.planned.map(({ text, variation, channelId: id }) => [text, variation, id])).toEqual([
      ["One", 0, channelId],
      ["Uno", 1, channelId],
    ]);
    expect(after.next.map(({ at }) => dayOf(at))).toEqual(["12-05", "12-12"]);
  });

  test("names channels without slots, and shows a paused collection as if it ran", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await pauseCollection(ctx, { collectionId, planned: "keep" });
    expect((await previewFills(ctx, { collectionId })).next).not.toEqual([]);
    await setSlots(ctx, { channelId, slots: [], reflow: true });
    expect(await previewFills(ctx, { collectionId })).toMatchObject({ slotless: [channelId], freeSlots: 0 });
    await expect(previewFills(await aWorkspace(), { collectionId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a collection", () => {
  test("is listed with what it holds, and takes back what it planned when it is paused so", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const item = await anItem(ctx, collectionId, ["One"]);
    await anItem(ctx, collectionId, ["Two"]);
    await fillGaps(ctx);
    const [first] = await fillsOf(ctx);
    if (!first) throw new Error("Nothing was filled");
    await updatePost(
      ctx,
      updatePostInput.parse({
        postId: first.id,
        revision: 1,
        body: "By hand",
        variants: [{ channelId }],
      }),
    );
    expect((await listCollections(ctx)).items).toMatchObject([
      { name: "Advice", itemCount: 2, plannedCount: 3 },
    ]);
    await pauseCollection(ctx, { collectionId, planned: "remove" });
    expect((await fillsOf(ctx)).map(({ body }) => body)).toEqual(["By hand"]);
    await expect(pauseCollection(ctx, { collectionId, planned: "keep" })).rejects.toMatchObject({
      reason: "collection.paused",
    });
    await resumeCollection(ctx, { collectionId });
    await expect(resumeCollection(ctx, { collectionId })).rejects.toMatchObject({
      reason: "collection.active",
    });
    expect(await findEvergreenOrigin(ctx, { postId: first.id })).toMatchObject({
      evergreenId: item.id,
      collectionName: "Advice",
    });
  });

  test("plans anew at another pace", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await fillGaps(ctx);
    const pace = { name: "Slow", channelIds: [channelId], cooldownDays: 30, weeklyCap: 1, horizonDays: 7 };
    await updateCollection(ctx, { collectionId, ...pace });
    expect(await fillsOf(ctx)).toEqual([]);
    expect((await fillGaps(ctx)).written).toBe(1);
    await updateCollection(ctx, { collectionId, ...pace, name: "Only a name" });
    expect(await fillsOf(ctx)).toHaveLength(1);
  });

  test("once deleted leaves posts that people may keep, as posts of their own", async () => {
    const { ctx, collectionId } = await aPlan();
    await anItem(ctx, collectionId, ["One"]);
    await fillGaps(ctx);
    const [first] = await fillsOf(ctx);
    if (!first) throw new Error("Nothing was filled");
    await deleteCollection(ctx, { collectionId, planned: "keep" });
    expect(await getPost(ctx, { postId: first.id })).toMatchObject({ state: "scheduled", evergreenId: null });
    await expect(getCollection(ctx, { collectionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is nobody else's business, nor an author's", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const other = await aWorkspace();
    const values = createCollectionInput.parse({ name: "Mine", channelIds: [channelId] });
    for (const refused of [
      () => createCollection(other, values),
      () => updateCollection(other, { ...values, channelIds: [], collectionId }),
      () => pauseCollection(other, { collectionId, planned: "remove" }),
      () => resumeCollection(other, { collectionId }),
      () => deleteCollection(other, { collectionId, planned: "remove" }),
      () => getCollection(other, { collectionId }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(() => createCollection(asRole(ctx, "author"), values)).toThrow(/permission/);
  });
});

describe("an item", () => {
  test("is made of a post without touching it, with what its channels were told", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const post = await aPost(ctx, [channelId], "Timeless");
    const item = await createEvergreenFromPost(ctx, { collectionId, postId: post.id });
    expect(item).toMatchObject({ variations: ["Timeless"], state: "active", uses: 0 });
    expect(item.template.variants).toMatchObject([{ channelId, body: null }]);
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({ state: "draft", evergreenId: null });
  });

  test("once retired is used no more, and can be used again", async () => {
    const { ctx, collectionId } = await aPlan();
    const { id: evergreenId } = await anItem(ctx, collectionId, ["One"]);
    await fillGaps(ctx);
    expect((await retireEvergreen(ctx, { evergreenId })).state).toBe("retired");
    expect(await fillsOf(ctx)).toEqual([]);
    expect((await fillGaps(ctx)).written).toBe(0);
    await expect(retireEvergreen(ctx, { evergreenId })).rejects.toMatchObject({
      reason: "evergreen.retired",
    });
    await reviveEvergreen(ctx, { evergreenId });
    await expect(reviveEvergreen(ctx, { evergreenId })).rejects.toMatchObject({ reason: "evergreen.active" });
    expect((await fillGaps(ctx)).written).toBe(2);
  });

  test("must say something, and nothing twice", async () => {
    const { ctx, collectionId } = await aPlan();
    await expect(anItem(ctx, collectionId, ["One", "  "])).rejects.toMatchObject({
      reason: "evergreen.empty",
      field: "variations.1",
    });
    expect(createEvergreenInput.safeParse({ collectionId, variations: ["One", "one "] }).success).toBe(false);
  });

  test("goes with its planned posts, and leaves those that a person edited", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const { id: evergreenId } = await anItem(ctx, collectionId, ["One"]);
    await fillGaps(ctx);
    const [first] = await fillsOf(ctx);
    if (!first) throw new Error("Nothing was filled");
    const edited = { postId: first.id, revision: 1, body: "By hand", variants: [{ channelId }] };
    await updatePost(ctx, updatePostInput.parse(edited));
    await deleteEvergreen(ctx, { evergreenId });
    expect(await fillsOf(ctx)).toEqual([]);
    expect(await getPost(ctx, { postId: first.id })).toMatchObject({ body: "By hand", evergreenId: null });
  });

  test("of another workspace looks as if there were none", async () => {
    const { ctx, collectionId, channelId } = await aPlan();
    const { id: evergreenId } = await anItem(ctx, collectionId, ["One"]);
    const post = await aPost(ctx, [channelId]);
    const other = await aPlan();
    for (const refused of [
      () => anItem(other.ctx, collectionId, ["x"]),
      () => createEvergreenFromPost(other.ctx, { collectionId: other.collectionId, postId: post.id }),
      () => updateEvergreen(other.ctx, updateEvergreenInput.parse({ evergreenId, variations: ["x"] })),
      () => retireEvergreen(other.ctx, { evergreenId }),
      () => reviveEvergreen(other.ctx, { evergreenId }),
      () => deleteEvergreen(other.ctx, { evergreenId }),
      () => findEvergreenOrigin(other.ctx, { postId: post.id }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
