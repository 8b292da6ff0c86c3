import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { channels } from "@/modules/channels/tables";
import { skipDelivery } from "@/modules/publishing/commands/rescue";
import { schedulePost, unschedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { deliveries, posts } from "@/modules/publishing/tables";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aPost, dispatchNow } from "@/testing/publishing";
import { aFilledSeries, aRecurringPlan, editByHand, occurrencesOf, textOf } from "@/testing/series";
import { createSeries } from "./commands/create";
import { editAll, editFollowing, editOccurrence } from "./commands/edit";
import { endSeries } from "./commands/end";
import { fillSeries } from "./commands/fill";
import { restoreOccurrence, skipOccurrence } from "./commands/skip";
import { getSeries } from "./queries";
import {
  createSeriesInput,
  editAllInput,
  editFollowingInput,
  editOccurrenceInput,
  seriesTemplate,
} from "./schemas";

useEnvironment();
useDatabase();

describe("changing one occurrence", () => {
  test("leaves the others alone, and later changes of all pass over it", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    const { occurrence } = nth(1);
    await editOccurrence(ctx, {
      seriesId,
      occurrence,
      template: textOf("Special", channelId),
      wallTime: "2026-11-30T18:00",
    });
    await editAll(ctx, editAllInput.parse({ seriesId, template: textOf("New words", channelId) }));
    const after = await occurrencesOf(ctx, seriesId);
    expect(after.slice(0, 3).map(({ body, wallTime }) => [body, wallTime])).toEqual([
      ["New words", "2026-11-23T09:00"],
      ["Special", "2026-11-30T18:00"],
      ["New words", "2026-12-07T09:00"],
    ]);
    expect((await getSeries(ctx, { seriesId })).upcoming[1]).toMatchObject({ detached: true });
    await editAll(ctx, editAllInput.parse({ seriesId, includeEdited: true }));
    expect((await occurrencesOf(ctx, seriesId))[1]).toMatchObject({
      body: "New words",
      wallTime: "2026-11-30T09:00",
    });
    expect((await getSeries(ctx, { seriesId })).upcoming[1]).toMatchObject({ detached: false });
  });

  test("in the editor of posts counts just as well", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    await editByHand(ctx, nth(2), "By hand", channelId);
    await schedulePost(ctx, { postId: nth(3).id, publishAt: "2026-12-15T10:00" });
    await editAll(ctx, editAllInput.parse({ seriesId, template: textOf("New", channelId) }));
    const after = await occurrencesOf(ctx, seriesId);
    expect(after.slice(1, 5).map(({ body }) => body)).toEqual(["New", "By hand", "Good morning", "New"]);
  });

  test("writes one that lies beyond the horizon", async () => {
    const { ctx, seriesId } = await aFilledSeries();
    const post = await editOccurrence(ctx, {
      seriesId,
      occurrence: "2027-06-07T09:00",
      wallTime: "2027-06-07T10:00",
    });
    expect(post).toMatchObject({ seriesId, occurrence: "2027-06-07T09:00", wallTime: "2027-06-07T10:00" });
  });

  test("is refused for a time that the rule does not make, another workspace, and an ended series", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries();
    const { occurrence } = nth(0);
    const change = { seriesId, wallTime: "2026-11-24T09:00" };
    await expect(editOccurrence(ctx, { ...change, occurrence: "2026-11-24T09:00" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      reason: "occurrence.not_found",
    });
    await expect(editOccurrence(await aWorkspace(), { ...change, occurrence })).rejects.toMatchObject({
      reason: "series.not_found",
    });
    await endSeries(ctx, { seriesId, planned: "keep" });
    await expect(editOccurrence(ctx, { ...change, occurrence })).rejects.toMatchObject({
      reason: "series.ended",
    });
  });
});

describe("changing all occurrences", () => {
  test("refuses another workspace's channel, and goes on where one of its own was deleted", async () => {
    const { ctx, channelId, seriesId } = await aFilledSeries();
    const theirs = await aRecurringPlan();
    const change = (ids: Id<"channel">[]) => ({
      seriesId,
      template: seriesTemplate.parse({ body: "New", variants: ids.map((id) => ({ channelId: id })) }),
    });
    await expect(
      editAll(ctx, editAllInput.parse(change([channelId, theirs.channelId]))),
    ).rejects.toMatchObject({ reason: "channel.not_found" });
    const lab = await aLabChannel(ctx);
    await editAll(ctx, editAllInput.parse(change([channelId, lab])));
    await inTransaction(ctx, ({ db }) => db.delete(channels).where(eq(channels.id, lab)));
    await editAll(ctx, editAllInput.parse({ ...change([channelId, lab]), startsAt: "2026-11-23T10:00" }));
    expect((await occurrencesOf(ctx, seriesId)).every(({ body }) => body === "New")).toBe(true);
  });

  test("moves the same posts to another hour, and keeps skipped days skipped", async () => {
    const { ctx, seriesId, nth, total } = await aFilledSeries();
    await skipOccurrence(ctx, { seriesId, occurrence: nth(1).occurrence });
    const before = await occurrencesOf(ctx, seriesId);
    await editAll(ctx, editAllInput.parse({ seriesId, startsAt: "2026-11-23T18:30" }));
    await fillSeries(ctx, { seriesId });
    const after = await occurrencesOf(ctx, seriesId);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after).toHaveLength(total - 1);
    expect(after.every(({ occurrence }) => occurrence?.endsWith("T18:30"))).toBe(true);
  });

  test("does not bring back what somebody left out", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    const { id: postId } = nth(1);
    for (const { id: deliveryId } of (await getPost(ctx, { postId })).deliveries) {
      await inTransaction(ctx, ({ db }) =>
        db
          .update(deliveries)
          .set({ state: "held", reason: "channel_back" })
          .where(eq(deliveries.id, deliveryId)),
      );
      await skipDelivery(ctx, { deliveryId });
    }
    const template = textOf("New", channelId);
    await editAll(ctx, editAllInput.parse({ seriesId, startsAt: "2026-11-23T18:30", template }));
    await fillSeries(ctx, { seriesId });
    const after = await occurrencesOf(ctx, seriesId);
    const [left] = after.filter(({ id }) => id === postId);
    expect(left).toMatchObject({ state: "cancelled", body: "Good morning" });
    expect(after.filter(({ occurrence }) => occurrence?.startsWith("2026-11-30"))).toHaveLength(1);
  });

  test("moves an occurrence of which one channel was left out, and leaves it out still", async () => {
    const { ctx, channelId } = await aRecurringPlan();
    const lab = await aLabChannel(ctx);
    const template = seriesTemplate.parse({
      body: "Good morning",
      variants: [{ channelId }, { channelId: lab, parts: [{ kind: "thread", body: "More" }] }],
    });
    const input = { template, rule: "FREQ=WEEKLY;BYDAY=MO", startsAt: "2026-11-23T09:00" };
    const { id: seriesId } = await createSeries(ctx, createSeriesInput.parse(input));
    await fillSeries(ctx, { seriesId });
    const [, second] = await occurrencesOf(ctx, seriesId);
    if (!second?.occurrence) throw new Error("No such occurrence");
    const { id: postId, occurrence } = second;
    const standing = async () => {
      const post = await getPost(ctx, { postId });
      const of = (id: string) => post.deliveries.filter((delivery) => delivery.channelId === id);
      return [of(channelId).map(({ state }) => state), of(lab).map(({ state }) => state), post.wallTime];
    };
    const [leftOut] = (await getPost(ctx, { postId })).deliveries.filter((one) => one.channelId === lab);
    if (!leftOut) throw new Error("Nothing goes there");
    const held = { state: "held", reason: "channel_back" } as const;
    await inTransaction(ctx, ({ db }) =>
      db.update(deliveries).set(held).where(eq(deliveries.id, leftOut.id)),
    );
    await skipDelivery(ctx, { deliveryId: leftOut.id });
    const stays = [["scheduled"], ["cancelled", "cancelled"]];
    expect(await standing()).toEqual([...stays, "2026-11-30T09:00"]);
    await editAll(ctx, editAllInput.parse({ seriesId, startsAt: "2026-11-23T18:30" }));
    expect(await standing()).toEqual([...stays, "2026-11-30T18:30"]);
    const wallTime = "2026-11-30T20:00";
    await editOccurrence(
      ctx,
      editOccurrenceInput.parse({ seriesId, occurrence: occurrence.replace("09:00", "18:30"), wallTime }),
    );
    expect(await standing()).toEqual([...stays, wallTime]);
    await schedulePost(ctx, { postId, publishAt: "2026-12-01T09:00" });
    expect(await standing()).toEqual([...stays, "2026-12-01T09:00"]);
    // Taken out of the plan and planned anew, it goes everywhere.
    await unschedulePost(ctx, { postId });
    await schedulePost(ctx, { postId, publishAt: "2026-12-01T09:00" });
    expect(await standing()).toEqual([["scheduled"], ["scheduled", "waiting"], "2026-12-01T09:00"]);
  });

  test("of the rule takes back what it makes no more, and writes what it makes now", async () => {
    const { ctx, seriesId } = await aFilledSeries("FREQ=DAILY");
    await editAll(ctx, editAllInput.parse({ seriesId, rule: "FREQ=WEEKLY;BYDAY=TU" }));
    await fillSeries(ctx, { seriesId });
    const after = await occurrencesOf(ctx, seriesId);
    expect(after).toHaveLength(9);
    expect(after.every(({ publishAt }) => publishAt?.getUTCDay() === 2)).toBe(true);
  });

  test("never touches what went out, nor posts twice on its day", async () => {
    const { ctx, channelId, seriesId, nth, clock } = await aFilledSeries();
    await clock.sleepUntil(new Date("2026-11-23T09:00:00Z"));
    await dispatchNow(clock);
    await editAll(
      ctx,
      editAllInput.parse({ seriesId, startsAt: "2026-11-23T18:00", template: textOf("New", channelId) }),
    );
    await fillSeries(ctx, { seriesId });
    const after = await occurrencesOf(ctx, seriesId);
    expect(after[0]).toMatchObject({ id: nth(0).id, state: "published", body: "Good morning" });
    expect(after[1]).toMatchObject({ occurrence: "2026-11-30T18:00", body: "New" });
  });

  test("is all or nothing: a text that a channel refuses changes no post", async () => {
    const { ctx, seriesId } = await aFilledSeries();
    await expect(
      editAll(ctx, editAllInput.parse({ seriesId, template: textOf("Nowhere to go") })),
    ).rejects.toMatchObject({ reason: "post.no_channel" });
    expect((await occurrencesOf(ctx, seriesId)).every(({ body }) => body === "Good morning")).toBe(true);
  });

  test("is refused for another workspace, for authors, and once the series has ended", async () => {
    const { ctx, seriesId } = await aFilledSeries();
    const change = editAllInput.parse({ seriesId, rule: "FREQ=DAILY" });
    await expect(editAll(await aWorkspace(), change)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(() => editAll(asRole(ctx, "author"), change)).toThrow(/permission/);
    await endSeries(ctx, { seriesId, planned: "keep" });
    await expect(editAll(ctx, change)).rejects.toMatchObject({ code: "CONFLICT", reason: "series.ended" });
  });
});

describe("changing an occurrence and those that follow", () => {
  test("ends the series before it and goes on with the same posts in a new one", async () => {
    const { ctx, channelId, seriesId, nth, total } = await aFilledSeries();
    await editByHand(ctx, nth(4), "By hand", channelId);
    const next = await editFollowing(
      ctx,
      editFollowingInput.parse({
        seriesId,
        occurrence: nth(2).occurrence,
        startsAt: "2026-12-07T12:00",
        template: textOf("Second season", channelId),
      }),
    );
    await Promise.all([seriesId, next.id].map((id) => fillSeries(ctx, { seriesId: id })));
    const [before, after] = [await occurrencesOf(ctx, seriesId), await occurrencesOf(ctx, next.id)];
    expect(before.map(({ body }) => body)).toEqual(["Good morning", "Good morning"]);
    expect(after).toHaveLength(total - 2);
    expect(after[0]).toMatchObject({ id: nth(2).id, body: "Second season", wallTime: "2026-12-07T12:00" });
    expect(after[2]).toMatchObject({ id: nth(4).id, body: "By hand", wallTime: "2026-12-21T09:00" });
    expect((await getSeries(ctx, { seriesId })).rule).toBe("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261206T235900");
  });

  test("shares a count between the two", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries("FREQ=WEEKLY;BYDAY=MO;COUNT=5");
    const next = await editFollowing(
      ctx,
      editFollowingInput.parse({ seriesId, occurrence: nth(3).occurrence }),
    );
    expect(next.rule).toBe("FREQ=WEEKLY;BYDAY=MO;COUNT=2");
    expect(await occurrencesOf(ctx, next.id)).toHaveLength(2);
  });

  test("from the first one is a change of all", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    const same = await editFollowing(
      ctx,
      editFollowingInput.parse({
        seriesId,
        occurrence: nth(0).occurrence,
        template: textOf("All", channelId),
      }),
    );
    expect(same.id).toBe(seriesId);
    expect((await occurrencesOf(ctx, seriesId)).every(({ body }) => body === "All")).toBe(true);
  });

  test("is refused for an occurrence that is none, a start before the cut, and another workspace", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries();
    const { occurrence } = nth(2);
    const change = (more: object) => editFollowingInput.parse({ seriesId, occurrence, ...more });
    await expect(editFollowing(ctx, change({ occurrence: "2026-12-08T09:00" }))).rejects.toMatchObject({
      reason: "occurrence.not_found",
    });
    await expect(editFollowing(ctx, change({ startsAt: "2026-11-24T09:00" }))).rejects.toMatchObject({
      reason: "series.starts_before",
      field: "startsAt",
    });
    await expect(editFollowing(await aWorkspace(), change({}))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("skipping an occurrence", () => {
  test("takes its post away, and putting it back writes it again", async () => {
    const { ctx, seriesId, nth, total } = await aFilledSeries();
    const { occurrence, id } = nth(1);
    const skipped = await skipOccurrence(ctx, { seriesId, occurrence });
    expect(skipped.excluded).toEqual([occurrence]);
    expect(skipped.upcoming.map((next) => next.occurrence)).not.toContain(occurrence);
    await fillSeries(ctx, { seriesId });
    await expect(getPost(ctx, { postId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await restoreOccurrence(ctx, { seriesId, occurrence });
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(total);
  });

  test("keeps what a person wrote in the trash", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    await editByHand(ctx, nth(1), "By hand", channelId);
    await skipOccurrence(ctx, { seriesId, occurrence: nth(1).occurrence });
    const [row] = await inTransaction(ctx, ({ db }) =>
      db
        .select()
        .from(posts)
        .where(eq(posts.id, nth(1).id)),
    );
    expect(row).toMatchObject({ body: "By hand", seriesId: null });
    expect(row?.deletedAt).not.toBeNull();
  });

  test("keeps in the trash one that another post waits for", async () => {
    const { ctx, seriesId, nth, channelId } = await aFilledSeries();
    const waits = await aPost(ctx, [channelId], "Afterwards");
    await inTransaction(ctx, ({ db }) =>
      db
        .update(posts)
        .set({ afterPostId: nth(1).id })
        .where(eq(posts.id, waits.id)),
    );
    await skipOccurrence(ctx, { seriesId, occurrence: nth(1).occurrence });
    const [row] = await inTransaction(ctx, ({ db }) =>
      db
        .select()
        .from(posts)
        .where(eq(posts.id, nth(1).id)),
    );
    expect(row?.deletedAt).not.toBeNull();
  });

  test("is refused for one that went out, twice, and for another workspace", async () => {
    const { ctx, seriesId, nth, clock } = await aFilledSeries();
    await clock.sleepUntil(new Date("2026-11-23T09:00:00Z"));
    await dispatchNow(clock);
    await expect(skipOccurrence(ctx, { seriesId, occurrence: nth(0).occurrence })).rejects.toMatchObject({
      reason: "series.occurrence_out",
    });
    const { occurrence } = nth(1);
    await skipOccurrence(ctx, { seriesId, occurrence });
    await expect(skipOccurrence(ctx, { seriesId, occurrence })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const other = await aWorkspace();
    await expect(skipOccurrence(other, { seriesId, occurrence })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(restoreOccurrence(other, { seriesId, occurrence })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(restoreOccurrence(ctx, { seriesId, occurrence: nth(2).occurrence })).rejects.toMatchObject({
      reason: "occurrence.not_found",
    });
    await clock.sleepUntil(new Date("2026-12-01T09:00:00Z"));
    await expect(restoreOccurrence(ctx, { seriesId, occurrence })).rejects.toMatchObject({
      reason: "series.occurrence_out",
    });
  });
});
