import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { dayMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { publishPostNow, schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { posts } from "@/modules/publishing/tables";
import { asRole, aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aPost, dispatchNow, setChannelState, aSiteChannel } from "@/testing/publishing";
import {
  aFilledSeries,
  aRecurringPlan,
  editByHand,
  occurrencesOf,
  repeat,
  seriesToday,
  textOf,
} from "@/testing/series";
import { createSeries, createSeriesFromPost } from "./commands/create";
import { deleteSeries, endSeries, resumeSeries } from "./commands/end";
import { fillSeries } from "./commands/fill";
import { fillAheadMs } from "./policy";
import { findMembership, getSeries, listSeries, listUnfilled, previewSeries } from "./queries";
import { createSeriesInput } from "./schemas";

useEnvironment();
useDatabase();

describe("making a series", () => {
  test("writes its occurrences as scheduled posts of its author, weeks ahead, at the wall time of their zone", async () => {
    const { ctx, channelId } = await aRecurringPlan("America/New_York");
    const series = await repeat(ctx, channelId, "FREQ=WEEKLY;BYDAY=MO", "2026-11-23T09:00");
    expect(series).toMatchObject({ state: "active", timeZone: "America/New_York", problem: null });
    const { written } = await fillSeries(ctx, { seriesId: series.id });
    const all = await occurrencesOf(ctx, series.id);
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
      (await occurrencesOf(ctx, series.id)).map(({ occurrence, wallTime, publishAt }) => [
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
    const { ctx, channelId } = await aRecurringPlan();
    const series = await repeat(ctx, channelId, "FREQ=YEARLY", "2027-10-01T09:00");
    await fillSeries(ctx, { seriesId: series.id });
    expect(await occurrencesOf(ctx, series.id)).toHaveLength(1);
  });

  test("says on which field a rule, a start or a zone is refused, and writes nothing", async () => {
    const { ctx, channelId } = await aRecurringPlan();
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
    const { ctx, channelId } = await aRecurringPlan();
    const theirs = await aRecurringPlan();
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
    const { ctx, channelId } = await aRecurringPlan();
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
    const { ctx, channelId, clock } = await aRecurringPlan();
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
    const { ctx, channelId } = await aRecurringPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY");
    await Promise.all([fillSeries(ctx, { seriesId }), fillSeries(ctx, { seriesId })]);
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(58);
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 0 });
  });

  test("goes on as days pass, and does not bring back what somebody deleted", async () => {
    const { ctx, seriesId, nth, total, clock } = await aFilledSeries();
    await inTransaction(ctx, ({ db }) => db.delete(posts).where(eq(posts.id, nth(5).id)));
    await clock.sleepUntil(new Date(Date.parse(seriesToday) + 7 * dayMs));
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 1 });
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(total);
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
    const [, kept, moved] = await occurrencesOf(ctx, seriesId);
    expect(kept).toMatchObject({ publishAt: new Date("2026-11-30T09:00:00Z"), wallTime: "2026-11-30T09:00" });
    expect(moved?.publishAt).toEqual(new Date("2026-12-07T10:00:00Z"));
  });

  test("stops and says why when a channel is gone, and goes on once it is back", async () => {
    const { ctx, channelId, seriesId, clock } = await aFilledSeries();
    await setChannelState(ctx, channelId, "disconnected");
    await clock.sleepUntil(new Date(Date.parse(seriesToday) + 14 * dayMs));
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 0 });
    expect((await getSeries(ctx, { seriesId })).problem).toBe("post.channel_unavailable");
    await setChannelState(ctx, channelId, "active");
    expect(await fillSeries(ctx, { seriesId })).toEqual({ written: 2 });
    expect((await getSeries(ctx, { seriesId })).problem).toBeNull();
  });

  test("leaves out a channel that was deleted, as long as one is left", async () => {
    const { ctx, channelId, clock } = await aRecurringPlan();
    const series = await repeat(ctx, channelId, "FREQ=WEEKLY;BYDAY=MO");
    await inTransaction(ctx, ({ db }) => db.delete(channels).where(eq(channels.id, channelId)));
    await clock.sleepUntil(new Date(Date.parse(seriesToday) + 30 * dayMs));
    await fillSeries(ctx, { seriesId: series.id });
    expect((await getSeries(ctx, { seriesId: series.id })).problem).toBe("post.no_channel");
  });

  test("ends by itself after the last occurrence, and does nothing for a series that is gone", async () => {
    const { ctx, channelId, clock } = await aRecurringPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY;COUNT=2");
    await clock.sleepUntil(new Date(Date.parse(seriesToday) + 10 * dayMs));
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

describe("ending a series", () => {
  test("keeps what is planned, or takes it back with the edited ones in the trash; then it can go on", async () => {
    const { ctx, channelId, seriesId, nth, total } = await aFilledSeries();
    await editByHand(ctx, nth(1), "By hand", channelId);
    await endSeries(ctx, { seriesId, planned: "keep" });
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(total);
    await expect(endSeries(ctx, { seriesId, planned: "keep" })).rejects.toMatchObject({
      reason: "series.ended",
    });
    await resumeSeries(ctx, { seriesId });
    await endSeries(ctx, { seriesId, planned: "remove" });
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(0);
    await resumeSeries(ctx, { seriesId });
    await fillSeries(ctx, { seriesId });
    // The one that is in the trash is not written again.
    expect(await occurrencesOf(ctx, seriesId)).toHaveLength(total - 1);
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
    const { ctx, channelId, clock } = await aRecurringPlan();
    const { id: seriesId } = await repeat(ctx, channelId, "FREQ=DAILY;COUNT=2");
    const other = await aWorkspace();
    for (const refused of [
      () => endSeries(other, { seriesId, planned: "remove" }),
      () => resumeSeries(other, { seriesId }),
      () => deleteSeries(other, { seriesId, planned: "remove" }),
      () => getSeries(other, { seriesId }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await clock.sleepUntil(new Date(Date.parse(seriesToday) + 10 * dayMs));
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
    const { ctx } = await aRecurringPlan();
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
    const { ctx, channelId } = await aRecurringPlan();
    const [first, second] = [await repeat(ctx, channelId), await repeat(ctx, channelId)];
    const page = await listSeries(ctx, { limit: 1 });
    expect(page.items.map(({ id }) => id)).toEqual([second.id]);
    const rest = await listSeries(ctx, { limit: 1, cursor: page.nextCursor ?? "" });
    expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
    expect((await listSeries(ctx, { limit: 10, state: "ended" })).items).toEqual([]);
  });
});
