import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { uploadAsset } from "@/modules/media/commands/upload";
import { createPost } from "@/modules/publishing/commands/drafts";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput, type PostView } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { aPicture } from "@/testing/media";
import { aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aSiteChannel } from "@/testing/publishing";
import { acceptImport } from "./commands/accept";
import { exampleFile, exportPlan } from "./commands/export";
import { createImport } from "./commands/prepare";
import { undoImport } from "./commands/undo";
import { previewImport } from "./queries";
import { acceptImportInput, createImportInput, exportPlanInput } from "./schemas";

useEnvironment();
useDatabase();

async function aPlan() {
  const ctx = await aWorkspace({ clock: new TestClock() });
  return { ctx, site: await aSiteChannel(ctx), lab: await aLabChannel(ctx) };
}
const read = (ctx: WorkspaceCtx, content: string) =>
  createImport(ctx, createImportInput.parse({ fileName: "plan.csv", content }));
const accept = (ctx: WorkspaceCtx, importId: string, more: object = {}) =>
  acceptImport(ctx, acceptImportInput.parse({ importId, ...more }));
const rowsOf = async (ctx: WorkspaceCtx, content: string) => {
  const { id: importId } = await read(ctx, content);
  return (await previewImport(ctx, { importId })).items;
};
const anImage = async (ctx: WorkspaceCtx, fileName: string, width: number) =>
  uploadAsset(ctx, { bytes: await aPicture({ width }), fileName, altText: "" });
const postsOf = (importId: Awaited<ReturnType<typeof read>>["id"]) =>
  getDatabase().db.select().from(posts).where(eq(posts.importId, importId)).orderBy(posts.publishAt);

describe("an export", () => {
  test("is read back as the same plan, in both languages", async () => {
    const { ctx } = await aPlan();
    const content =
      'text,title,date,time,channels,tags,first comment,thread,campaign,labels\n"=SUM(1)\nline; ""two"", three",A title,2026-12-24,09:30,"site, lab",#a #b,Comment,"One\n---\nTwo",Spring,"Red, Blue"\nDraft,,,,site,,,,,\n';
    const { id: importId } = await read(ctx, content);
    await accept(ctx, importId, { troubled: "draft" });
    const facts = (rows: Awaited<ReturnType<typeof postsOf>>) =>
      rows.map(({ title, body, tags, parts, campaignId, wallTime, timeZone }) => ({
        ...{ title, body, tags, parts, campaignId, wallTime, timeZone },
      }));
    const before = facts(await postsOf(importId));
    for (const locale of ["en", "fr"] as const) {
      const { content: csv, rowCount, truncated } = await exportPlan(ctx, exportPlanInput.parse({ locale }));
      expect([csv.startsWith("\uFEFF"), truncated]).toEqual([true, false]);
      expect(csv).toContain("'=SUM");
      const again = await read(ctx, csv);
      expect(again.rowCount).toBe(rowCount);
      await accept(ctx, again.id, { troubled: "draft" });
      expect(facts(await postsOf(again.id))).toEqual(before);
      await undoImport(ctx, { importId: again.id, includeEdited: false });
    }
  });

  test("brings both hours of an hour that comes twice back to their instants", async () => {
    const { ctx } = await aPlan();
    const instants = ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"];
    const rows = instants.map((at) => `At ${at},${at},lab\n`).join("");
    const { id: importId } = await read(ctx, `text,date,channels\n${rows}`);
    await accept(ctx, importId);
    const { content: csv } = await exportPlan(ctx, exportPlanInput.parse({}));
    const again = await read(ctx, csv);
    await accept(ctx, again.id);
    const timesOf = async (id: typeof importId) =>
      (await postsOf(id)).map(({ publishAt, wallTime }) => [publishAt, wallTime]);
    const both = [
      [new Date(instants[0] ?? ""), "2027-10-31T02:30"],
      [new Date(instants[1] ?? ""), "2027-10-31T02:30+01:00"],
    ];
    expect([await timesOf(importId), await timesOf(again.id)]).toEqual([both, both]);
  });

  test.each(["en", "fr"] as const)("carries what is otherwise on single channels, in %s", async (locale) => {
    const { ctx, site, lab } = await aPlan();
    const [one, two] = [await anImage(ctx, "one.png", 40), await anImage(ctx, "two.png", 60)];
    const part = {
      kind: "follow_up",
      body: "Later",
      delayMinutes: 90,
      media: [{ assetId: two.id, altText: "Two" }],
    };
    const input = createPostInput.parse({
      ...{ title: "Title", body: "For all", tags: ["a"], language: "de", parts: [part] },
      media: [one, two].map(({ id }, index) => ({ assetId: id, altText: `Image ${index}` })),
      variants: [
        { channelId: site, settings: { summary: "In short" }, assetIds: [two.id] },
        { channelId: lab, body: "Only there", assetIds: [], parts: [{ kind: "thread", body: "Its own" }] },
      ],
    });
    const post = await createPost(ctx, input);
    await inTransaction(ctx, ({ db }) =>
      db
        .update(posts)
        .set({ publishAt: new Date("2026-12-24T08:30:00Z") })
        .where(eq(posts.id, post.id)),
    );
    const { content: csv } = await exportPlan(ctx, exportPlanInput.parse({ locale }));
    const again = await read(ctx, csv);
    expect((await previewImport(ctx, { importId: again.id })).items.map(({ wallTime }) => wallTime)).toEqual([
      "2026-12-24T09:30",
    ]);
    await accept(ctx, again.id, { troubled: "draft" });
    const [copy] = await postsOf(again.id);
    const said = ({ title, body, tags, language, parts, media, variants }: PostView) => ({
      ...{ title, body, tags, language, parts },
      media: media.map(({ id, altText }) => ({ id, altText })),
      variants: variants
        .map(({ issues: _, ...variant }) => variant)
        .sort((a, b) => (a.channelId < b.channelId ? -1 : 1)),
    });
    const copied = await getPost(ctx, { postId: copy?.id ?? post.id });
    expect(copied.id).not.toBe(post.id);
    expect(said(copied)).toEqual(said(post));
  });

  test("holds what its filters let through", async () => {
    const { ctx, lab } = await aPlan();
    const { id: importId } = await read(
      ctx,
      "text,date,time,channels\nA,2026-12-24,09:00,site\nB,2026-12-25,09:00,lab\nC,,,lab\n",
    );
    await accept(ctx, importId);
    const textsOf = async (input: object) => {
      const { content: csv } = await exportPlan(ctx, exportPlanInput.parse(input));
      return (await rowsOf(ctx, csv)).map(({ cells }) => cells.text);
    };
    expect(await textsOf({ channelIds: [lab] })).toEqual(["B", "C"]);
    expect(await textsOf({ drafts: false, from: "2026-12-24T12:00:00Z" })).toEqual(["B"]);
    expect(await textsOf({ to: "2026-12-24T12:00:00Z", drafts: false })).toEqual(["A"]);
  });

  test.each(["en", "fr"] as const)("of examples in %s can be imported as it is", async (locale) => {
    const { ctx } = await aPlan();
    const { content: csv } = await exampleFile(ctx, { locale });
    const rows = await rowsOf(ctx, csv);
    expect(rows).toHaveLength(4);
    const errors = rows.flatMap(({ problems }) =>
      problems.filter(({ severity, code }) => severity === "error" && code !== "network"),
    );
    expect(errors).toEqual([]);
    expect(rows.map(({ wallTime, queued }) => [wallTime !== null, queued])).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, false],
    ]);
  });
});
