import { and, eq, isNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { updatePost } from "@/modules/publishing/commands/drafts";
import { publishPostNow, schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { type PostView, updatePostInput } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, aSiteChannel, dispatchNow, setChannelState } from "@/testing/publishing";
import { createSeries, createSeriesFromPost } from "./commands/create";
import { editAll, editFollowing, editOccurrence } from "./commands/edit";
import { deleteSeries, endSeries, resumeSeries } from "./commands/end";
import { fillSeries } from "./commands/fill";
import { restoreOccurrence, skipOccurrence } from "./commands/skip";
import { fillAheadMs } from "./policy";
import { findMembership, getSeries, listSeries, listUnfilled, previewSeries } from "./queries";
import {
  createSeriesInput,
  editAllInput,
  editFollowingInput,
  type SeriesView,
  seriesTemplate,
} from "./schemas";

useEnvironment();
useDatabase();

/** A Saturday. */
const today = "2026-11-21T08:00:00Z";

async function aPlan(timeZone = "UTC") {
  const clock = new VirtualClock(Date.parse(today));
  const ctx = await aWorkspace({ clock, timeZone });
  return { clock, ctx, channelId: await aSiteChannel(ctx) };
}

const textOf = (body: string, channelId?: Id<"channel">) =>
  seriesTemplate.parse({ body, variants: channelId ? [{ channelId }] : [] });

const repeat = (
  ctx: WorkspaceCtx,
  channelId: Id<"channel">,
  rule = "FREQ=WEEKLY;BYDAY=MO",
  startsAt = "2026-11-23T09:00",
): Promise<SeriesView> =>
  createSeries(ctx, createSeriesInput.parse({ template: textOf("Good morning", channelId), rule, startsAt }));

const postsOf = (ctx: WorkspaceCtx, seriesId: Id<"series">) =>
  inTransaction(ctx, ({ db, tenantId }) =>
    db
      .select()
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.seriesId, seriesId), isNull(posts.deletedAt)))
      .orderBy(posts.occurrence),
  );

async function aFilledSeries(rule?: string) {
  const at = await aPlan();
  const series = await repeat(at.ctx, at.channelId, rule);
  await fillSeries(at.ctx, { seriesId: series.id });
  const occurrences = await postsOf(at.ctx, series.id);
  const nth = (index: number) => {
    const post = occurrences[index];
    if (!post?.occurrence) throw new Error("No such occurrence");
    return { ...post, occurrence: post.occurrence };
  };
  return { ...at, series, seriesId: series.id, nth, total: occurrences.length };
}

const edit = (ctx: WorkspaceCtx, post: Pick<PostView, "id" | "revision">, body: string, channelId: string) =>
  updatePost(
    ctx,
    updatePostInput.parse({ postId: post.id, revision: post.revision, body, variants: [{ channelId }] }),
  );

describe("making a series", () => {
  test("writes its occurrences as scheduled posts of its author, weeks ahead, at the wall time of their zone", async () => {
    const { ctx, channelId } = await aPlan("America/New_York");
    const series = await repeat(ctx, channelId, "FREQ=WEEKLY;BYDAY=MO", "2026-11-23T09:00");
    expect(series).toMatchObject({ state: "active", timeZone: "America/New_York", problem: null });
    const { written } = await fillSeries(ctx, { seriesId: series.id });
    const all = await postsOf(ctx, series.id);
    // Mondays from 23 November to 18 January.
    expect(all).toHaveLength(9);
    expect(written).toBe(9 - series.upcoming.filter(({ postId }) => postId).length);
    expect(all.every((post) => post.state === "scheduled" && post.authorId === ctx.actor.userId)).toBe(true);
    expect(all[0]).toMatchObject({ occurrence: "2026-11-23T09:00", wallTime: "2026-11-23T09:00" });
    expect(all[0]?.publishAt).toEqual(new Date("2026-11-23T14:00:00Z"));
  });

  test("keeps the hour where clocks change, and moves on where they skip it", async () => {
    const clock = new VirtualClock(Date.parse("2027-03-20T08:00:00Z"));
    const ctx = await aWorkspace({ clock, timeZone: "Europe/Paris" });
    const series = await repeat(
      ctx,
      await aSiteChannel(ctx),
      "FREQ=WEEKLY;BYDAY=SU;COUNT=3",
      "2027-03-21T02:30",
    );
    expect(
      (await postsOf(ctx, series.id)).map(({ occurrence, wallTime, publishAt }) => [
        occurrence,
        wallTime,
        publishAt?.toISOString(),
      ]),
    ).toEqual([
      ["2027-03-21T02:30", "2027-03-21T02:30", "2027-03-21T01:30:00.000Z"],
      ["2027-03-28T02:30", "2027-03-28T03:30", "2027-03-28T01:30:00.000Z"],
      ["2027-04-04T02:30", "2027-04-04T02:30", "2027-04-04T00:30:00.000Z"],
    ]);
  });

  test("writes the next occurrence even when it is further away than the horizon", async () => {
    const { ctx, channelId } = await aPlan();
    const series = await repeat(ctx, channelId, "FREQ=YEARLY", "2027-10-01T09:00");
    await fillSeries(ctx, { seriesId: series.id });
    expect(await postsOf(ctx, series.id)).toHaveLength(1);
  });

  test("says on which field a rule, a start or a zone is refused, and writes nothing", async () => {
    const { ctx, channelId } = await aPlan();
    const make = (more: Partial<{ rule: string; startsAt: string; timeZone: string }>) =>
      createSeries(
        ctx,
        createSeriesInput.parse({
          template: textOf("x", channelId),
          rule: "FREQ=DAILY",
          startsAt: "2026-11-23T09:00",
          ...more,
        }),
      );
    await expect(make({ rule: "FREQ=HOURLY" })).rejects.toMatchObject({
      code: "INVALID",
      reason: "series.rule_frequency",
      field: "rule",
    });
    await expect(make({ startsAt: "2026-02-30T09:00" })).rejects.toMatchObject({ field: "startsAt" });
    await expect(make({ timeZone: "Mars/Olympus" })).rejects.toMatchObject({ field: "timeZone" });
    await expect(make({ rule: "FREQ=DAILY;UNTIL=20261122" })).rejects.toMatchObject({
      reason: "series.no_occurrence",
    });
    expect((await listSeries(ctx, { limit: 10 })).items).toEqual([]);
  });

  test("is refused for a text that no channel takes, for authors, and for another workspace's channel", async () => {
    const { ctx, channelId } = await aPlan();
    const theirs = await aPlan();
    await expect(
      createSeries(
        ctx,
        createSeriesInput.parse({ template: textOf("x"), rule: "FREQ=DAILY", startsAt: "2026-11-23T09:00" }),
      ),
    ).rejects.toMatchObject({ reason: "post.no_channel" });
    await expect(repeat(theirs.ctx, channelId)).rejects.toMatchObject({ reason: "channel.not_found" });
    expect(() => repeat(asRole(ctx, "author"), channelId)).toThrow(/permission/);
  });

  test("from a draft makes that draft the first occurrence", async () => {
    const { ctx, channelId } = await aPlan();
    const draft = await aPost(ctx, [channelId], "Every day");
    const input = { postId: draft.id, rule: "FREQ=DAILY;COUNT=2", startsAt: "2026-11-23T09:00" };
    const series = await createSeriesFromPost(ctx, input);
    expect(series.upcoming.map(({ postId, detached }) => [postId === draft.id, detached])).toEqual([
      [true, false],
      [false, false],
    ]);
    expect(await getPost(ctx, { postId: draft.id })).toMatchObject({ state: "scheduled", body: "Every day" });
    await expect(createSeriesFromPost(ctx, input)).rejects.toMatchObject({ reason: "series.already" });
  });

  test("from a published post copies it, and never touches it", async () => {
    const { ctx, channelId, clock } = await aPlan();
    const post = await aPost(ctx, [channelId], "Seen");
    await publishPostNow(ctx, { postId: post.id });
    await dispatchNow(clock);
    const series = await createSeriesFromPost(ctx, {
      postId: post.id,
      rule: "FREQ=DAILY;COUNT=2",
      startsAt: "2026-11-23T09:00",
    });
    expect(series.upcoming).toHaveLength(2);
    expect(await getPost(ctx, { postId: post.id })).toMatchObject({ state: "published", seriesId: null });
  });
});

describe("writing further occurrences", () => {
  test("writes nothing twice, whoever runs at the same time", async () => {
    const { ctx, channelId } = await aPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY");
    await Promise.all([fillSeries(ctx, { seriesId }), fillSeries(ctx, { seriesId })]);
    expect(await postsOf(ctx, seriesId)).toHaveLength(58);
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 0 });
  });

  test("goes on as days pass, and does not bring back what somebody deleted", async () => {
    const { ctx, seriesId, nth, total, clock } = await aFilledSeries();
    await inTransaction(ctx, ({ db }) => db.delete(posts).where(eq(posts.id, nth(5).id)));
    await clock.sleepUntil(new Date(Date.parse(today) + 7 * dayMs));
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 1 });
    expect(await postsOf(ctx, seriesId)).toHaveLength(total);
  });

  test("keeps the hour of what is written where a zone's rules change, but not of what a person moved", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries();
    await schedulePost(ctx, { postId: nth(2).id, publishAt: "2026-12-07T11:00" });
    // As if both had been written when the zone was an hour further east.
    const stale = (index: number, publishAt: string) =>
      inTransaction(ctx, ({ db }) =>
        db
          .update(posts)
          .set({ publishAt: new Date(publishAt) })
          .where(eq(posts.id, nth(index).id)),
      );
    await stale(1, "2026-11-30T08:00:00Z");
    await stale(2, "2026-12-07T10:00:00Z");
    await fillSeries(ctx, { seriesId });
    const [, kept, moved] = await postsOf(ctx, seriesId);
    expect(kept).toMatchObject({ publishAt: new Date("2026-11-30T09:00:00Z"), wallTime: "2026-11-30T09:00" });
    expect(moved?.publishAt).toEqual(new Date("2026-12-07T10:00:00Z"));
  });

  test("stops and says why when a channel is gone, and goes on once it is back", async () => {
    const { ctx, channelId, seriesId, clock } = await aFilledSeries();
    await setChannelState(ctx, channelId, "disconnected");
    await clock.sleepUntil(new Date(Date.parse(today) + 14 * dayMs));
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 0 });
    expect((await getSeries(ctx, { seriesId })).problem).toBe("post.channel_unavailable");
    await setChannelState(ctx, channelId, "active");
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 2 });
    expect((await getSeries(ctx, { seriesId })).problem).toBeNull();
  });

  test("leaves out a channel that was deleted, as long as one is left", async () => {
    const { ctx, channelId, clock } = await aPlan();
    const series = await repeat(ctx, channelId, "FREQ=WEEKLY;BYDAY=MO");
    await inTransaction(ctx, ({ db }) => db.delete(channels).where(eq(channels.id, channelId)));
    await clock.sleepUntil(new Date(Date.parse(today) + 30 * dayMs));
    await fillSeries(ctx, { seriesId: series.id });
    expect((await getSeries(ctx, { seriesId: series.id })).problem).toBe("post.no_channel");
  });

  test("ends by itself after the last occurrence, and does nothing for a series that is gone", async () => {
    const { ctx, channelId, clock } = await aPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY;COUNT=2");
    await clock.sleepUntil(new Date(Date.parse(today) + 10 * dayMs));
    await fillSeries(ctx, { seriesId });
    expect((await getSeries(ctx, { seriesId })).state).toBe("ended");
    await deleteSeries(ctx, { seriesId, planned: "keep" });
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 0 });
  });

  test("is asked for by what the daily job finds", async () => {
    const { ctx, seriesId, clock } = await aFilledSeries();
    const asked = async () =>
      (await listUnfilled(clock.now(), null, 500)).some((target) => target.seriesId === seriesId);
    expect(await asked()).toBe(true);
    await endSeries(ctx, { seriesId, planned: "keep" });
    expect(await asked()).toBe(false);
    expect(fillAheadMs).toBe(60 * dayMs);
  });
});

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
    const after = await postsOf(ctx, seriesId);
    expect(after.slice(0, 3).map(({ body, wallTime }) => [body, wallTime])).toEqual([
      ["New words", "2026-11-23T09:00"],
      ["Special", "2026-11-30T18:00"],
      ["New words", "2026-12-07T09:00"],
    ]);
    expect((await getSeries(ctx, { seriesId })).upcoming[1]).toMatchObject({ detached: true });
    await editAll(ctx, editAllInput.parse({ seriesId, includeEdited: true }));
    expect((await postsOf(ctx, seriesId))[1]).toMatchObject({
      body: "New words",
      wallTime: "2026-11-30T09:00",
    });
    expect((await getSeries(ctx, { seriesId })).upcoming[1]).toMatchObject({ detached: false });
  });

  test("in the editor of posts counts just as well", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    await edit(ctx, nth(2), "By hand", channelId);
    await schedulePost(ctx, { postId: nth(3).id, publishAt: "2026-12-15T10:00" });
    await editAll(ctx, editAllInput.parse({ seriesId, template: textOf("New", channelId) }));
    const after = await postsOf(ctx, seriesId);
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
    const theirs = await aPlan();
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
    expect((await postsOf(ctx, seriesId)).every(({ body }) => body === "New")).toBe(true);
  });

  test("moves the same posts to another hour, and keeps skipped days skipped", async () => {
    const { ctx, seriesId, nth, total } = await aFilledSeries();
    await skipOccurrence(ctx, { seriesId, occurrence: nth(1).occurrence });
    const before = await postsOf(ctx, seriesId);
    await editAll(ctx, editAllInput.parse({ seriesId, startsAt: "2026-11-23T18:30" }));
    await fillSeries(ctx, { seriesId });
    const after = await postsOf(ctx, seriesId);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after).toHaveLength(total - 1);
    expect(after.every(({ occurrence }) => occurrence?.endsWith("T18:30"))).toBe(true);
  });

  test("of the rule takes back what it makes no more, and writes what it makes now", async () => {
    const { ctx, seriesId } = await aFilledSeries("FREQ=DAILY");
    await editAll(ctx, editAllInput.parse({ seriesId, rule: "FREQ=WEEKLY;BYDAY=TU" }));
    await fillSeries(ctx, { seriesId });
    const after = await postsOf(ctx, seriesId);
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
    const after = await postsOf(ctx, seriesId);
    expect(after[0]).toMatchObject({ id: nth(0).id, state: "published", body: "Good morning" });
    expect(after[1]).toMatchObject({ occurrence: "2026-11-30T18:00", body: "New" });
  });

  test("is all or nothing: a text that a channel refuses changes no post", async () => {
    const { ctx, seriesId } = await aFilledSeries();
    await expect(
      editAll(ctx, editAllInput.parse({ seriesId, template: textOf("Nowhere to go") })),
    ).rejects.toMatchObject({ reason: "post.no_channel" });
    expect((await postsOf(ctx, seriesId)).every(({ body }) => body === "Good morning")).toBe(true);
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
    await edit(ctx, nth(4), "By hand", channelId);
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
    const [before, after] = [await postsOf(ctx, seriesId), await postsOf(ctx, next.id)];
    expect(before.map(({ body }) => body)).toEqual(["Good morning", "Good morning"]);
    expect(after).toHaveLength(total - 2);
    expect(after[0]).toMatchObject({ id: nth(2).id, body: "Second season", wallTime: "2026-12-07T12:00" });
    expect(after[2]).toMatchObject({ id: nth(4).id, body: "By hand", wallTime: "2026-12-21T09:00" });
    expect((await getSeries(ctx, { seriesId })).rule).toBe("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261207T085900");
  });

  test("shares a count between the two", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries("FREQ=WEEKLY;BYDAY=MO;COUNT=5");
    const next = await editFollowing(
      ctx,
      editFollowingInput.parse({ seriesId, occurrence: nth(3).occurrence }),
    );
    expect(next.rule).toBe("FREQ=WEEKLY;BYDAY=MO;COUNT=2");
    expect(await postsOf(ctx, next.id)).toHaveLength(2);
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
    expect((await postsOf(ctx, seriesId)).every(({ body }) => body === "All")).toBe(true);
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
    expect(await postsOf(ctx, seriesId)).toHaveLength(total);
  });

  test("keeps what a person wrote in the trash", async () => {
    const { ctx, channelId, seriesId, nth } = await aFilledSeries();
    await edit(ctx, nth(1), "By hand", channelId);
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

describe("ending a series", () => {
  test("keeps what is planned, or takes it back with the edited ones in the trash; then it can go on", async () => {
    const { ctx, channelId, seriesId, nth, total } = await aFilledSeries();
    await edit(ctx, nth(1), "By hand", channelId);
    await endSeries(ctx, { seriesId, planned: "keep" });
    expect(await postsOf(ctx, seriesId)).toHaveLength(total);
    await expect(endSeries(ctx, { seriesId, planned: "keep" })).rejects.toMatchObject({
      reason: "series.ended",
    });
    await resumeSeries(ctx, { seriesId });
    await endSeries(ctx, { seriesId, planned: "remove" });
    expect(await postsOf(ctx, seriesId)).toHaveLength(0);
    await resumeSeries(ctx, { seriesId });
    await fillSeries(ctx, { seriesId });
    // The one that is in the trash is not written again.
    expect(await postsOf(ctx, seriesId)).toHaveLength(total - 1);
    await expect(resumeSeries(ctx, { seriesId })).rejects.toMatchObject({ reason: "series.active" });
  });

  test("for good leaves what went out, as a post of its own", async () => {
    const { ctx, seriesId, nth, clock } = await aFilledSeries();
    await clock.sleepUntil(new Date("2026-11-23T09:00:00Z"));
    await dispatchNow(clock);
    await deleteSeries(ctx, { seriesId, planned: "remove" });
    await expect(getSeries(ctx, { seriesId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getPost(ctx, { postId: nth(0).id })).toMatchObject({ state: "published", seriesId: null });
    await expect(getPost(ctx, { postId: nth(1).id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is nobody else's business, and cannot be undone once the rule makes nothing more", async () => {
    const { ctx, channelId, clock } = await aPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY;COUNT=2");
    const other = await aWorkspace();
    for (const refused of [
      () => endSeries(other, { seriesId, planned: "remove" }),
      () => resumeSeries(other, { seriesId }),
      () => deleteSeries(other, { seriesId, planned: "remove" }),
      () => getSeries(other, { seriesId }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await clock.sleepUntil(new Date(Date.parse(today) + 10 * dayMs));
    await fillSeries(ctx, { seriesId });
    await expect(resumeSeries(ctx, { seriesId })).rejects.toMatchObject({ reason: "series.exhausted" });
  });
});

describe("reading", () => {
  test("a post tells of its series and its neighbours", async () => {
    const { ctx, seriesId, nth } = await aFilledSeries();
    expect(await findMembership(ctx, { postId: nth(1).id })).toMatchObject({
      seriesId,
      occurrence: nth(1).occurrence,
      previousPostId: nth(0).id,
      nextPostId: nth(2).id,
      detached: false,
    });
    const lone = await aPost(ctx, []);
    expect(await findMembership(ctx, { postId: lone.id })).toBeNull();
    await expect(findMembership(await aWorkspace(), { postId: nth(1).id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a preview shows the next five with what clocks do to them", async () => {
    const { ctx } = await aPlan();
    const { rule, times } = previewSeries(ctx, {
      rule: "freq=weekly;byday=su",
      startsAt: "2027-03-14T02:30",
      timeZone: "Europe/Paris",
      excluded: ["2027-03-21T02:30"],
    });
    expect(rule).toBe("FREQ=WEEKLY;BYDAY=SU");
    expect(times).toHaveLength(5);
    expect(times[1]).toMatchObject({ occurrence: "2027-03-28T02:30", clock: "skipped", offset: "+02:00" });
  });

  test("a page of series goes on where the last one stopped", async () => {
    const { ctx, channelId } = await aPlan();
    const [first, second] = [await repeat(ctx, channelId), await repeat(ctx, channelId)];
    const page = await listSeries(ctx, { limit: 1 });
    expect(page.items.map(({ id }) => id)).toEqual([second.id]);
    const rest = await listSeries(ctx, { limit: 1, cursor: page.nextCursor ?? "" });
    expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
    expect((await listSeries(ctx, { limit: 10, state: "ended" })).items).toEqual([]);
  });
});
