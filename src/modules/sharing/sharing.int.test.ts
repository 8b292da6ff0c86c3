import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { GET } from "@/app/api/calendar/[token]/route";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { campaigns } from "@/modules/campaigns/tables";
import { createPost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { createPostInput } from "@/modules/publishing/schemas";
import { createSnippet } from "@/modules/snippets/commands/snippets";
import { createSnippetInput } from "@/modules/snippets/schemas";
import { deliveries, posts } from "@/modules/publishing/tables";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aPost, aSiteChannel } from "@/testing/publishing";
import { daily } from "@/testing/queues";
import { createShare, revokeShare } from "./commands/shares";
import { answerFeed, findShare, listSharedPosts, listShares } from "./queries";
import { createShareInput, sharedPostsMax } from "./schemas";
import { shares } from "./tables";

useEnvironment();
useDatabase();

const window = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2027-01-01T00:00:00Z") };

async function aPlan() {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock });
  const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
  const plan = async (channelIds: (typeof site)[], body: string, publishAt = "2026-12-24T09:00") => {
    const { id: postId } = await aPost(ctx, channelIds, body);
    await schedulePost(ctx, { postId, publishAt });
    return postId;
  };
  return { clock, ctx, site, lab, plan };
}
const share = (ctx: WorkspaceCtx, more: object = {}) =>
  createShare(ctx, createShareInput.parse({ kind: "calendar", name: "Client", ...more }));
const tokenOf = (url: string) => url.split("/").at(-1)?.replace(".ics", "") ?? "";

/** The lines of an iCalendar file, unfolded, by the grammar of RFC 5545. */
function eventsOf(text: string): Record<string, string>[] {
  expect(text).toMatch(/\r\n$|END:VCALENDAR$/);
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const events: Record<string, string>[] = [];
  for (const line of lines) {
    const match = /^([A-Z-]+)((?:;[^:]+)*):(.*)$/.exec(line);
    if (line !== "" && !match) throw new Error(`Not a content line: ${line}`);
    const [, name = "", , value = ""] = match ?? [];
    if (name === "BEGIN" && value === "VEVENT") events.push({});
    const event = events.at(-1);
    if (event && name !== "BEGIN" && name !== "END")
      event[name] = value.replace(/\\n/g, "\n").replace(/\\([,;\\])/g, "$1");
  }
  return events;
}

describe("a link to the plan", () => {
  test("shows its secret once; what is stored is the SHA-256 of it", async () => {
    const { ctx } = await aPlan();
    const made = await share(ctx);
    const token = tokenOf(made.url);
    expect(token).toMatch(/^[\w-]{43}$/);
    const [row] = await getDatabase().db.select().from(shares).where(eq(shares.id, made.id));
    expect(row?.tokenHash).toBe(createHash("sha256").update(token).digest("hex"));
    expect(JSON.stringify([row, await listShares(ctx)])).not.toContain(token);
  });

  test("asks where a post stands on its channels only when it is narrowed to some", async () => {
    const { ctx, clock, site, lab, plan } = await aPlan();
    await plan([site, lab], "Both");
    const built = vi.spyOn(PgDialect.prototype, "sqlToQuery");
    onTestFinished(() => built.mockRestore());
    const laterals = async (filters: object) => {
      const found = await findShare(tokenOf((await share(ctx, { filters })).url), clock);
      if (found.status !== "open") throw new Error(found.status);
      built.mockClear();
      const { posts: shown } = await listSharedPosts(found.share, window, clock);
      expect(shown).toMatchObject([{ body: "Both", state: "scheduled" }]);
      const texts = built.mock.results.map(({ value }) => (value as { sql: string }).sql);
      return texts.filter((text) => text.includes("lateral")).length;
    };
    expect(await laterals({})).toBe(0);
    expect(await laterals({ channelIds: [site] })).toBe(1);
  });

  test("shows posts within its window with their channels, and nothing that was deleted", async () => {
    const { ctx, clock, site, lab, plan } = await aPlan();
    await plan([site, lab], "Both");
    const gone = await plan([site], "Gone");
    await getDatabase().db.update(posts).set({ deletedAt: clock.now() }).where(eq(posts.id, gone));
    const found = await findShare(tokenOf((await share(ctx)).url), clock);
    if (found.status !== "open") throw new Error(found.status);
    const { posts: listed } = await listSharedPosts(found.share, window, clock);
    expect(listed).toMatchObject([{ body: "Both", state: "scheduled" }]);
    expect(listed[0]?.variants.map(({ channel }) => channel.network).sort()).toEqual(["lab", "site"]);
  });

  test("shows what readers of each channel will read, not what stands for it", async () => {
    const { ctx, clock, site, lab, plan } = await aPlan();
    const keep = (snippet: object) => createSnippet(ctx, { snippet: createSnippetInput.parse(snippet) });
    await keep({ kind: "variable", name: "price", body: "10 €" });
    await keep({ kind: "signature", name: "Us", body: "— Us", channelIds: [lab] });
    await plan([site, lab], "Now {{price}}");
    const found = await findShare(tokenOf((await share(ctx)).url), clock);
    if (found.status !== "open") throw new Error(found.status);
    const { posts: listed } = await listSharedPosts(found.share, window, clock);
    const bodies = listed[0]?.variants.map(({ channel, body }) => [channel.network, body]);
    expect(Object.fromEntries(bodies ?? [])).toEqual({ site: "Now 10 €", lab: "Now 10 €\n\n— Us" });
  });

  test("tells nothing beyond its filters, neither posts nor the other channels of a post", async () => {
    const { ctx, clock, site, lab, plan } = await aPlan();
    await plan([site, lab], "Both");
    await plan([lab], "Secret");
    const campaignId = newId("campaign");
    await getDatabase()
      .db.insert(campaigns)
      .values({ id: campaignId, tenantId: ctx.tenantId, name: "Spring", color: "blue" });
    const listed = async (filters: object) => {
      const found = await findShare(tokenOf((await share(ctx, { filters })).url), clock);
      return found.status === "open" ? (await listSharedPosts(found.share, window, clock)).posts : [];
    };
    const ofSite = await listed({ channelIds: [site] });
    expect(ofSite.map(({ body }) => body)).toEqual(["Both"]);
    expect(ofSite[0]?.variants.map(({ channel }) => channel.network)).toEqual(["site"]);
    expect(await listed({ campaignIds: [campaignId] })).toEqual([]);
  });

  test("of one channel tells its text and no other, in the list and in the feed, and a title only where it shows", async () => {
    const { ctx, clock, site, lab } = await aPlan();
    const { id: postId } = await createPost(
      ctx,
      createPostInput.parse({
        ...{ title: "Working title", body: "Shared words" },
        variants: [{ channelId: lab }, { channelId: site, body: "Words for site" }],
      }),
    );
    await schedulePost(ctx, { postId, publishAt: "2026-12-24T09:00" });
    const told = async (filters: object) => {
      const found = await findShare(tokenOf((await share(ctx, { filters })).url), clock);
      if (found.status !== "open") throw new Error(found.status);
      const [post] = (await listSharedPosts(found.share, window, clock)).posts;
      const feed = await answerFeed(tokenOf((await share(ctx, { kind: "ics", filters })).url), clock);
      const [event] = feed.status === "open" ? eventsOf(feed.text) : [];
      return [post?.title, post?.body, event?.SUMMARY, event?.DESCRIPTION?.split("\n")[0]];
    };
    const ofSite = ["Working title", "Words for site"];
    expect(await told({ channelIds: [site] })).toEqual([...ofSite, ...ofSite]);
    expect(await told({ channelIds: [lab] })).toEqual([null, "Shared words", "Shared words", "Shared words"]);
    const whole = ["Working title", "Shared words"];
    expect(await told({})).toEqual([...whole, ...whole]);
  });

  test("of one channel tells that channel's instant and how the post stands there", async () => {
    const { ctx, clock, site, lab } = await aPlan();
    for (const [channelId, time] of [
      [site, "09:00"],
      [lab, "17:00"],
    ] as const)
      await setSlots(ctx, { channelId, slots: daily(time), reflow: true });
    const { id: postId } = await aPost(ctx, [site, lab], "Queued on both");
    await addToQueue(ctx, { postId });
    await inTransaction(ctx, ({ db }) =>
      db.update(deliveries).set({ state: "failed" }).where(eq(deliveries.channelId, lab)),
    );
    const told = async (filters: object) => {
      const found = await findShare(tokenOf((await share(ctx, { filters })).url), clock);
      if (found.status !== "open") throw new Error(found.status);
      return (await listSharedPosts(found.share, window, clock)).posts.map(
        ({ publishAt, state }) => `${wallTimeOf(publishAt, "Europe/Paris").slice(11)} ${state}`,
      );
    };
    expect(await told({ channelIds: [site] })).toEqual(["09:00 scheduled"]);
    expect(await told({ channelIds: [lab] })).toEqual(["17:00 failed"]);
    await inTransaction(ctx, ({ db }) =>
      db.update(deliveries).set({ state: "cancelled" }).where(eq(deliveries.channelId, lab)),
    );
    expect(await told({ channelIds: [lab] })).toEqual([]);
  });

  test("shows nothing once it is revoked or has expired, and revoking twice changes nothing", async () => {
    const { ctx, clock } = await aPlan();
    const [short, long] = [await share(ctx, { lifetimeDays: 1 }), await share(ctx)];
    clock.advance(dayMs);
    expect((await findShare(tokenOf(short.url), clock)).status).toBe("expired");
    expect((await findShare(tokenOf(long.url), clock)).status).toBe("open");
    await revokeShare(ctx, { shareId: long.id });
    expect(await revokeShare(ctx, { shareId: long.id })).toMatchObject({ state: "revoked" });
    expect((await findShare(tokenOf(long.url), clock)).status).toBe("revoked");
    expect((await findShare("x".repeat(43), clock)).status).toBe("unknown");
    expect((await listShares(ctx)).items.map(({ id }) => id)).toEqual([short.id]);
  });

  test("notes its use at most once a minute", async () => {
    const { ctx, clock } = await aPlan();
    const { url } = await share(ctx);
    const first = clock.now();
    await findShare(tokenOf(url), clock);
    clock.advance(30_000);
    await findShare(tokenOf(url), clock);
    expect((await listShares(ctx)).items[0]?.lastUsedAt).toEqual(first);
    clock.advance(31_000);
    await findShare(tokenOf(url), clock);
    expect((await listShares(ctx)).items[0]?.lastUsedAt).toEqual(clock.now());
  });

  test("is not made of another workspace's channels, nor revoked or listed by it", async () => {
    const [mine, theirs] = [await aPlan(), await aPlan()];
    await expect(share(mine.ctx, { filters: { channelIds: [theirs.site] } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(share(mine.ctx, { filters: { campaignIds: [newId("campaign")] } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const { id: shareId } = await share(theirs.ctx);
    await expect(revokeShare(mine.ctx, { shareId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listShares(mine.ctx)).items).toEqual([]);
  });

  test.each(["author", "reviewer", "viewer"] as const)("is not handed out by a %s", async (role) => {
    const { ctx } = await aPlan();
    expect(() => share(asRole(ctx, role))).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  });
});

describe("a feed", () => {
  test("is valid iCalendar with stable ids, and its sequence rises with each edit", async () => {
    const { ctx, clock, site, plan } = await aPlan();
    const postId = await plan([site], "Räksmörgås, ünïcode; and a very long line ".repeat(8));
    const token = tokenOf((await share(ctx, { kind: "ics" })).url);
    const read = async () => {
      const answer = await answerFeed(token, clock);
      if (answer.status !== "open") throw new Error(answer.status);
      return answer;
    };
    const before = await read();
    expect(before.text.startsWith("BEGIN:VCALENDAR\r\n")).toBe(true);
    for (const line of before.text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const [event] = eventsOf(before.text);
    expect(event).toMatchObject({ UID: `${postId}@publify`, SEQUENCE: "1", DTSTART: "20261224T080000Z" });
    expect(event?.DESCRIPTION).toContain("Räksmörgås, ünïcode; and");
    expect(before.text).not.toContain(token);
    clock.advance(3_600_000);
    expect((await read()).etag).toBe(before.etag);
    await getDatabase().db.update(posts).set({ revision: 2, body: "New" }).where(eq(posts.id, postId));
    const after = await read();
    expect(after.etag).not.toBe(before.etag);
    expect(eventsOf(after.text)).toMatchObject([{ UID: `${postId}@publify`, SEQUENCE: "2" }]);
  });

  test("tells programs of a post that was moved, and shows what is to come behind a busy past", async () => {
    const { clock, ctx, lab, plan } = await aPlan();
    const { url } = await share(ctx, { kind: "ics" });
    const moved = await plan([lab], "To come");
    await getDatabase()
      .db.insert(posts)
      .values(
        Array.from({ length: sharedPostsMax }, (_, index) => ({
          ...{ id: newId("post"), tenantId: ctx.tenantId, body: "Past", language: "en" },
          ...{ state: "published" as const, publishAt: new Date(clock.now().getTime() - index * 60_000 - 1) },
        })),
      );
    const read = async () => {
      const answer = await answerFeed(tokenOf(url), clock);
      if (answer.status !== "open") throw new Error(answer.status);
      return eventsOf(answer.text);
    };
    const [before, events] = [(await read()).at(-1), await read()];
    expect([events.length, before?.UID]).toEqual([sharedPostsMax, `${moved}@publify`]);
    expect(events.map(({ DTSTART = "" }) => DTSTART)).toEqual(
      events.map(({ DTSTART = "" }) => DTSTART).toSorted(),
    );
    clock.advance(60_000);
    await schedulePost(ctx, { postId: moved, publishAt: "2026-12-26T09:00" });
    const after = (await read()).at(-1);
    expect(after).toMatchObject({ UID: before?.UID, DTSTART: "20261226T080000Z" });
    expect(Number(after?.SEQUENCE)).toBeGreaterThan(Number(before?.SEQUENCE));
  });

  test("answers programs: whole, unchanged, gone and never there", async () => {
    const ctx = await aWorkspace();
    const made = await share(ctx, { kind: "ics" });
    const get = (token: string, headers: HeadersInit = {}) =>
      GET(new Request("http://localhost/api/calendar/x", { headers }), {
        params: Promise.resolve({ token: `${token}.ics` }),
      });
    const whole = await get(tokenOf(made.url));
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-type")).toContain("text/calendar");
    expect(whole.headers.get("x-robots-tag")).toBe("noindex");
    const etag = whole.headers.get("etag") ?? "";
    expect((await get(tokenOf(made.url), { "if-none-match": etag })).status).toBe(304);
    expect((await get("x".repeat(43))).status).toBe(404);
    const page = await share(ctx);
    expect((await get(tokenOf(page.url))).status).toBe(404);
    await revokeShare(ctx, { shareId: made.id });
    expect((await get(tokenOf(made.url))).status).toBe(410);
  });
});
