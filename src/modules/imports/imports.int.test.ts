import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { minuteMs } from "@/kernel/time";
import { uploadAsset } from "@/modules/media/commands/upload";
import { getPost } from "@/modules/publishing/queries";
import { deliveries, posts } from "@/modules/publishing/tables";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aSiteChannel, setChannelState } from "@/testing/publishing";
import { edit } from "@/testing/reviewing";
import { acceptImport } from "./commands/accept";
import { fetchImportMedia } from "./commands/fetch-media";
import { configureImport, createImport, discardImport, setImportCell } from "./commands/prepare";
import { undoImport } from "./commands/undo";
import { getImport, listImports, previewImport } from "./queries";
import { acceptImportInput, createImportInput, type ImportRow, undoImportInput } from "./schemas";

useEnvironment();
useDatabase();

async function aPlan() {
  const clock = new TestClock();
  const ctx = await aWorkspace({ clock });
  const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
  return { clock, ctx, site, lab };
}
const read = (ctx: WorkspaceCtx, content: string, more: object = {}) =>
  createImport(ctx, createImportInput.parse({ fileName: "plan.csv", content, ...more }));
const accept = (ctx: WorkspaceCtx, importId: string, more: object = {}) =>
  acceptImport(ctx, acceptImportInput.parse({ importId, ...more }));
const undo = (ctx: WorkspaceCtx, importId: string, includeEdited = false) =>
  undoImport(ctx, undoImportInput.parse({ importId, includeEdited }));
const codes = ({ problems }: ImportRow) => problems.map(({ code }) => code);
const rowsOf = async (ctx: WorkspaceCtx, content: string) => {
  const { id: importId } = await read(ctx, content);
  return (await previewImport(ctx, { importId })).items;
};
const postsOf = (importId: Awaited<ReturnType<typeof read>>["id"]) =>
  getDatabase().db.select().from(posts).where(eq(posts.importId, importId)).orderBy(posts.publishAt);

const french = "Texte;Date;Heure;Canaux;Hashtags\nBonjour;24/12/2026;9h30;Lab;#noël\nSans date;;;Lab;\n";

describe("a preview", () => {
  test("tells of every row what it becomes, in the workspace's time", async () => {
    const { ctx, lab } = await aPlan();
    const made = await read(ctx, french);
    expect(made).toMatchObject({
      state: "preview",
      rowCount: 2,
      mapping: { text: "Texte", date: "Date", time: "Heure", channels: "Canaux", tags: "Hashtags" },
      dates: { order: "dmy", certain: true, mixed: false },
    });
    const { items } = await previewImport(ctx, { importId: made.id });
    expect(items).toMatchObject([
      {
        ...{ row: 1, wallTime: "2026-12-24T09:30", timeZone: "Europe/Paris", problems: [], outcome: null },
        ...{ publishAt: new Date("2026-12-24T08:30:00Z"), channels: [{ id: lab }] },
      },
      { row: 2, wallTime: null, queued: false, channels: [{ id: lab }] },
    ]);
  });

  test("shows for each row what is wrong with it, and what its networks would refuse", async () => {
    const { ctx, clock } = await aPlan();
    await aLabChannel(ctx);
    clock.set("2026-11-21T08:00:00Z");
    const rows = await rowsOf(
      ctx,
      [
        "text,date and time,time zone,channels,tags,media,link,queue",
        `${"x".repeat(281)},2026-12-24 09:00,,site,,,,`,
        "a,2026-11-20 09:00,,site,,,,",
        "b,2027-03-28 02:30,,site,,,,",
        "c,someday,Mars/Olympus,site,,,,",
        "d,someday,,site,,,,",
        "e,2026-12-24,,nowhere,,,,",
        "f,,,lab,,,,",
        "g,,,site,#a!b,missing.png,ftp://x.test,maybe",
        "h,2026-12-24 09:00,,,,,,",
        ",,,site,,,,",
        "i,2026-12-24 09:00,,site,,,,yes",
        "i,2026-12-24 09:00,,site,,,,",
      ].join("\n"),
    );
    expect(rows.slice(1).map(codes)).toEqual(
      [
        ["date_past"],
        ["time_skipped"],
        ["zone_unknown"],
        ["date_malformed"],
        ["channel_unknown", "time_missing"],
        ["channel_ambiguous"],
        ["link_malformed", "tag_malformed", "media_unknown", "queue_malformed"],
        ["no_channel"],
        ["row_empty", "network"],
        [],
        ["duplicate_row"],
      ].map((list) => expect.arrayContaining(list)),
    );
    expect(rows[2]?.problems[0]?.details).toMatchObject({ next: "2027-03-28 03:30" });
  });

  test("judges a text by the limits of each channel that it goes to", async () => {
    const { ctx } = await aPlan();
    const [row] = await rowsOf(ctx, `text,date,time,channels\n${"x".repeat(281)},2026-12-24,09:00,lab\n`);
    expect(row?.problems).toMatchObject([
      {
        severity: "error",
        code: "network",
        channel: "Lab",
        issue: { code: "text_too_long", details: { max: 280 } },
      },
    ]);
  });

  test("follows another choice of columns, of the order of dates and of channels for rows that name none", async () => {
    const { ctx, site } = await aPlan();
    const { id: importId, dates } = await read(ctx, "when,words\n3/4/2027 9:00,Hello\n");
    expect(dates).toMatchObject({ certain: true });
    const configured = await configureImport(ctx, {
      importId,
      mapping: { dateTime: "when", text: "words" },
      options: { dateOrder: "mdy", timeZone: "America/New_York", channelIds: [site] },
    });
    expect(configured.dates).toEqual({ order: "mdy", certain: true, mixed: false });
    const { items } = await previewImport(ctx, { importId });
    expect(items).toMatchObject([
      { wallTime: "2027-03-04T09:00", timeZone: "America/New_York", channels: [{ id: site }], problems: [] },
    ]);
    await expect(configureImport(ctx, { importId, mapping: { text: "gone" } })).rejects.toMatchObject({
      reason: "import.no_column",
    });
  });

  test("is corrected cell by cell, in a column that the file lacks too", async () => {
    const { ctx } = await aPlan();
    const { id: importId } = await read(ctx, "text,date\nHello,24/12/2026\n");
    expect(await setImportCell(ctx, { importId, row: 1, field: "time", value: "9h30" })).toMatchObject({
      wallTime: "2026-12-24T09:30",
      problems: [{ code: "no_channel" }],
    });
    expect(await setImportCell(ctx, { importId, row: 1, field: "channels", value: "Lab" })).toMatchObject({
      problems: [],
    });
    await expect(setImportCell(ctx, { importId, row: 9, field: "time", value: "" })).rejects.toMatchObject({
      reason: "import.no_row",
    });
  });

  test("takes bytes of any encoding, and says why it takes none", async () => {
    const { ctx } = await aPlan();
    const latin = Buffer.concat([Buffer.from("texte\nC'est l'"), Buffer.from([0xe9]), Buffer.from("t\n")]);
    const made = await read(ctx, "", { content: undefined, base64: latin.toString("base64") });
    expect(made.samples).toEqual({ texte: ["C'est l'ét".replace("ét", "ét")] });
    expect(() => read(ctx, "", { content: undefined })).toThrow(
      expect.objectContaining({ reason: "import.no_content" }),
    );
  });
});

describe("accepting", () => {
  test("plans rows with a time, keeps the others as drafts, and does so once", async () => {
    const { ctx } = await aPlan();
    const { id: importId } = await read(ctx, french);
    const first = await accept(ctx, importId);
    expect(first).toMatchObject({
      made: 2,
      drafts: 0,
      pending: 0,
      left: 0,
      repeated: 0,
      import: { state: "done" },
    });
    const again = await accept(ctx, importId);
    expect(again).toMatchObject({ made: 0, repeated: 2, import: { acceptedCount: 2 } });
    const made = await postsOf(importId);
    expect(made).toMatchObject([
      { body: "Bonjour", state: "scheduled", wallTime: "2026-12-24T09:30", tags: ["noël"] },
      { body: "Sans date", state: "draft", publishAt: null },
    ]);
    const post = await getPost(ctx, { postId: made[0]?.id ?? "post_" });
    expect(post.deliveries).toMatchObject([
      { state: "scheduled", publishAt: new Date("2026-12-24T08:30:00Z") },
    ]);
    await expect(setImportCell(ctx, { importId, row: 1, field: "text", value: "x" })).rejects.toMatchObject({
      reason: "import.row_accepted",
    });
  });

  test("takes the chosen rows; what has errors is left, or kept as a draft that says why", async () => {
    const { ctx } = await aPlan();
    const content =
      "text,date,time,channels\nGood,2026-12-24,09:00,lab\nPast,2020-01-01,09:00,lab\nLater,,,lab\n";
    const { id: importId } = await read(ctx, content);
    expect(await accept(ctx, importId, { rows: [1, 2] })).toMatchObject({ made: 1, left: 1 });
    await expect(accept(ctx, importId, { rows: [2] })).rejects.toMatchObject({
      reason: "import.nothing_chosen",
    });
    expect(await accept(ctx, importId, { rows: [2], troubled: "draft" })).toMatchObject({
      made: 0,
      drafts: 1,
    });
    const { items } = await previewImport(ctx, { importId });
    expect(items.map(({ outcome }) => outcome?.state)).toEqual(["made", "draft", undefined]);
    expect(items[1]?.outcome?.problems).toMatchObject([{ code: "date_past" }]);
  });

  test("carries parts, files of the library, campaigns and labels", async () => {
    const { ctx } = await aPlan();
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const asset = await uploadAsset(ctx, { fileName: "Dot.png", altText: "", bytes: png });
    const content =
      'text,channels,media,alt text,first comment,thread,campaign,labels\nA,site,dot.PNG,A dot,First!,"One\n---\nTwo",Spring,"Red, Blue"\nB,site,,,,,Spring,red\n';
    const { id: importId } = await read(ctx, content);
    const { items } = await previewImport(ctx, { importId });
    expect(items.map(codes)[0]).toEqual(expect.arrayContaining(["campaign_new", "label_new"]));
    await accept(ctx, importId);
    const [a, b] = await postsOf(importId);
    expect(a?.parts.map(({ kind, body }) => [kind, body])).toEqual([
      ["thread", "One"],
      ["thread", "Two"],
      ["first_comment", "First!"],
    ]);
    expect(a?.campaignId).not.toBeNull();
    expect(b?.campaignId).toBe(a?.campaignId);
    const post = await getPost(ctx, { postId: a?.id ?? "post_" });
    expect(post.media).toMatchObject([{ id: asset.id, altText: "A dot" }]);
    expect(post.labels).toHaveLength(2);
  });

  test("keeps a row as a draft, with the reason, when its queue has no slots", async () => {
    const { ctx } = await aPlan();
    const { id: importId } = await read(ctx, "text,channels,queue\nHello,site,oui\n");
    expect(await accept(ctx, importId)).toMatchObject({ made: 0, drafts: 1 });
    const { items } = await previewImport(ctx, { importId });
    expect(items[0]?.outcome?.problems).toMatchObject([
      { code: "refused", details: { reason: "queue.no_slots" } },
    ]);
    expect(await postsOf(importId)).toMatchObject([{ state: "draft", publishAt: null }]);
  });

  test("plans an instant with an offset for that instant, in the hour that comes twice too", async () => {
    const { ctx } = await aPlan();
    const instants = ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"];
    const rows = instants.map((at) => `At ${at},${at},lab`);
    const { id: importId } = await read(ctx, `text,date,channels\n${rows.join("\n")}\n`);
    await accept(ctx, importId);
    const made = await postsOf(importId);
    expect(made.map(({ publishAt }) => publishAt)).toEqual(instants.map((at) => new Date(at)));
    expect(made.map(({ wallTime }) => wallTime)).toEqual(["2027-10-31T02:30", "2027-10-31T02:30+01:00"]);
  });

  test("of an author plans nothing: rows become drafts", async () => {
    const { ctx } = await aPlan();
    const author = asRole(ctx, "author");
    const { id: importId } = await read(author, french);
    expect(await accept(author, importId)).toMatchObject({ made: 1, drafts: 1 });
    expect((await postsOf(importId)).map(({ state }) => state)).toEqual(["draft", "draft"]);
  });

  test("plans 1,000 rows on two channels at once, and takes them back", { timeout: 180_000 }, async () => {
    const { ctx } = await aPlan();
    const lines = Array.from(
      { length: 1_000 },
      (_, n) => `Post number ${n},2027-0${1 + (n % 9)}-1${n % 10},${10 + (n % 10)}:00,"site, lab"`,
    );
    const { id: importId } = await read(ctx, `text,date,time,channels\n${lines.join("\n")}\n`);
    expect(await accept(ctx, importId)).toMatchObject({ made: 1_000, left: 0 });
    expect(await undo(ctx, importId)).toMatchObject({ removed: 1_000, kept: [] });
  });
});

describe("files of other servers", () => {
  test("follow by a job; one that does not come leaves a draft that says so", async () => {
    const { ctx, clock } = await aPlan();
    const content =
      "text,date,time,channels,media\nA,2026-12-24,09:00,site,http://127.0.0.1:9/a.png\nB,2026-12-24,09:00,site,\n";
    const { id: importId } = await read(ctx, content);
    expect(await accept(ctx, importId)).toMatchObject({
      made: 1,
      pending: 1,
      import: { state: "running", pendingCount: 1 },
    });
    await expect(undo(ctx, importId)).rejects.toMatchObject({ reason: "import.running" });
    await expect(accept(ctx, importId)).rejects.toMatchObject({ reason: "import.running" });
    clock.advance(11 * minuteMs);
    expect(await accept(ctx, importId)).toMatchObject({ repeated: 2 });
    expect(await fetchImportMedia(ctx, { importId })).toEqual({ pending: 0 });
    expect(await fetchImportMedia(ctx, { importId })).toEqual({ pending: 0 });
    const { items } = await previewImport(ctx, { importId });
    expect(items[0]?.outcome).toMatchObject({
      state: "draft",
      problems: [{ code: "media_failed", details: { reason: expect.stringMatching(/^asset\.url_/) } }],
    });
    expect(await postsOf(importId)).toHaveLength(2);
    expect((await getImport(ctx, { importId })).state).toBe("done");
  });
});

describe("undoing", () => {
  test("takes back what is not out, and names what is", async () => {
    const { ctx } = await aPlan();
    const { id: importId } = await read(
      ctx,
      "text,date,time,channels\nOut,2026-12-24,09:00,lab\nIn,2026-12-25,09:00,lab\n",
    );
    await accept(ctx, importId);
    const [out] = await postsOf(importId);
    if (!out) throw new Error("no post");
    await getDatabase()
      .db.update(deliveries)
      .set({ state: "published" })
      .where(eq(deliveries.postId, out.id));
    expect(await undo(ctx, importId)).toMatchObject({
      removed: 1,
      kept: [{ postId: out.id, excerpt: "Out", reason: "out" }],
      import: { state: "undone" },
    });
    const { items } = await previewImport(ctx, { importId });
    expect(items.map(({ outcome }) => outcome?.state)).toEqual(["made", "undone"]);
    await expect(undo(ctx, importId)).rejects.toMatchObject({ reason: "import.undone" });
    await expect(accept(ctx, importId)).rejects.toMatchObject({ reason: "import.undone" });
  });

  test("leaves what somebody edited since, names it, and takes it too when asked", async () => {
    const { ctx } = await aPlan();
    const worked = async () => {
      const { id: importId } = await read(ctx, "text,channels\nOne,lab\nTwo,lab\n");
      await accept(ctx, importId);
      const [one] = await postsOf(importId);
      if (!one) throw new Error("no post");
      expect((await getImport(ctx, { importId })).editedCount).toBe(0);
      await edit(ctx, one.id, "An hour of work");
      expect((await getImport(ctx, { importId })).editedCount).toBe(1);
      return { importId, postId: one.id };
    };
    const careful = await worked();
    expect(await undo(ctx, careful.importId)).toMatchObject({
      removed: 1,
      kept: [{ postId: careful.postId, excerpt: "An hour of work", reason: "edited" }],
    });
    const whole = await worked();
    expect(await undo(ctx, whole.importId, true)).toMatchObject({ removed: 2, kept: [] });
  });

  test("needs something accepted; a file of which nothing was is discarded", async () => {
    const { ctx } = await aPlan();
    const { id: importId } = await read(ctx, french);
    await expect(undo(ctx, importId)).rejects.toMatchObject({ reason: "import.not_accepted" });
    expect(await discardImport(ctx, { importId })).toEqual({ discarded: true });
    await expect(getImport(ctx, { importId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const kept = await read(ctx, french);
    await accept(ctx, kept.id);
    await expect(discardImport(ctx, { importId: kept.id })).rejects.toMatchObject({
      reason: "import.accepted",
    });
  });
});

describe("imports of another workspace", () => {
  test("look absent to every verb", async () => {
    const [mine, theirs] = [await aPlan(), await aPlan()];
    const { id: importId } = await read(theirs.ctx, french);
    const absent = { code: "NOT_FOUND" };
    await expect(getImport(mine.ctx, { importId })).rejects.toMatchObject(absent);
    await expect(previewImport(mine.ctx, { importId })).rejects.toMatchObject(absent);
    await expect(configureImport(mine.ctx, { importId })).rejects.toMatchObject(absent);
    await expect(
      setImportCell(mine.ctx, { importId, row: 1, field: "text", value: "x" }),
    ).rejects.toMatchObject(absent);
    await expect(accept(mine.ctx, importId)).rejects.toMatchObject(absent);
    await expect(undo(mine.ctx, importId)).rejects.toMatchObject(absent);
    await expect(discardImport(mine.ctx, { importId })).rejects.toMatchObject(absent);
    await expect(read(mine.ctx, french, { options: { channelIds: [theirs.site] } })).rejects.toMatchObject(
      absent,
    );
    expect((await listImports(mine.ctx, { limit: 25 })).items).toEqual([]);
    expect((await listImports(theirs.ctx, { limit: 25 })).items).toMatchObject([
      { id: importId, pendingCount: 0 },
    ]);
  });

  test.each(["reviewer", "viewer"] as const)("are not for a %s of their own either", async (role) => {
    const { ctx } = await aPlan();
    expect(() => read(asRole(ctx, role), french)).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  });
});

test("a channel that is disconnected is told of, and left out", async () => {
  const { ctx, lab } = await aPlan();
  await setChannelState(ctx, lab, "disconnected");
  const [row] = await rowsOf(ctx, "text,date,time,channels\nA,2026-12-24,09:00,lab\n");
  expect(row && codes(row)).toEqual(["channel_disconnected"]);
});
