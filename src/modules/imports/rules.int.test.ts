import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction, tenantRole } from "@/db/tx";
import { idToUuid, newId } from "@/kernel/ids";
import { createLabel } from "@/modules/labels/commands/labels";
import { labelPosts, movePosts } from "@/modules/publishing/commands/bulk";
import { placeInQueue } from "@/modules/publishing/commands/queue";
import { setPolicy } from "@/modules/approvals/commands/policies";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput, defaultUtmRules } from "@/modules/campaigns/schemas";
import { schedulePost, unschedulePost } from "@/modules/publishing/commands/schedule";
import { posts } from "@/modules/publishing/tables";
import { listPosts } from "@/modules/planning/queries";
import { listPostsInput } from "@/modules/planning/schemas";
import { createSnippet } from "@/modules/snippets/commands/snippets";
import { createSnippetInput } from "@/modules/snippets/schemas";
import { mastodon } from "@/networks/mastodon";
import { aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aPost, aSiteChannel } from "@/testing/publishing";
import { statementsOf } from "@/testing/statements";
import { acceptImport } from "./commands/accept";
import { createImport, setImportCell } from "./commands/prepare";
import { undoImport } from "./commands/undo";
import { getImport, previewImport } from "./queries";
import { acceptImportInput, createImportInput, type ImportRow } from "./schemas";

useEnvironment();
useDatabase();

const read = (ctx: WorkspaceCtx, content: string) =>
  createImport(ctx, createImportInput.parse({ fileName: "plan.csv", content }));
const accept = (ctx: WorkspaceCtx, importId: string, more: object = {}) =>
  acceptImport(ctx, acceptImportInput.parse({ importId, ...more }));
const errorsOf = ({ problems }: Pick<ImportRow, "problems">) =>
  problems.filter(({ severity }) => severity === "error").map(({ code, issue }) => issue?.code ?? code);
const keep = (ctx: WorkspaceCtx, snippet: object) =>
  createSnippet(ctx, { snippet: createSnippetInput.parse(snippet) });

async function aPlan(network?: string) {
  const ctx = await aWorkspace({ clock: new TestClock(), timeZone: "UTC" });
  return { ctx, channelId: await aLabChannel(ctx, network) };
}

describe("a row is judged by its texts as they leave", () => {
  const long = `${"a".repeat(250)} https://shop.test/`;

  test("and so is refused where a post by hand is", async () => {
    const { ctx, channelId } = await aPlan();
    await keep(ctx, { kind: "variable", name: "long", body: "b".repeat(300) });
    const texts = ["Call {{nobody}}", "More: {{post_url}}", "{{long}}", "Fine"];
    const { id } = await read(
      ctx,
      `text,date,time,channels\n${texts.map((text) => `${text},2026-12-24,09:00,lab`).join("\n")}\n`,
    );
    const { items } = await previewImport(ctx, { importId: id });
    expect(items.map(errorsOf)).toEqual([["variable_unknown"], ["address_unknown"], ["text_too_long"], []]);
    for (const body of texts.slice(0, 3)) {
      const post = await aPost(ctx, [channelId], body);
      await expect(
        schedulePost(ctx, { postId: post.id, publishAt: "2026-12-24T09:00" }),
      ).rejects.toMatchObject({ reason: "post.has_issues" });
    }
    expect(await accept(ctx, id)).toMatchObject({ made: 1, left: 3 });
    expect(await accept(ctx, id, { troubled: "draft" })).toMatchObject({ drafts: 3, repeated: 1 });
  });

  test("signatures of its channel and links of its campaign included", async () => {
    const { ctx, channelId } = await aPlan();
    await createCampaign(ctx, createCampaignInput.parse({ name: "Sale", utm: defaultUtmRules }));
    await createCampaign(ctx, createCampaignInput.parse({ name: "Plain" }));
    const content = `text,date,time,channels,campaign\n${long},2026-12-24,09:00,lab,Plain\n${"a".repeat(275)},2026-12-24,10:00,lab,\n`;
    const before = (await previewImport(ctx, { importId: (await read(ctx, content)).id })).items;
    expect(before.map(errorsOf)).toEqual([[], []]);
    await keep(ctx, { kind: "signature", name: "Us", body: "— Us, {{who}}", channelIds: [channelId] });
    await keep(ctx, { kind: "variable", name: "who", body: "you and me" });
    const { id } = await read(ctx, content.replace("Plain", "Sale"));
    const after = (await previewImport(ctx, { importId: id })).items;
    expect(after.map(errorsOf)).toEqual([["text_too_long"], ["text_too_long"]]);
    await expect(accept(ctx, id)).rejects.toMatchObject({ reason: "import.nothing_chosen" });
  });
});

describe("characters that cannot be stored", () => {
  const part = [{ kind: "thread", text: "half \ud83d" }];
  const rows = [
    { text: "Fine 💥" },
    { text: "a\0b", title: "half \ud83d" },
    { text: "In parts", "all that follows": part },
  ];
  const csv = `text,title,all that follows\n${[
    "Fine 💥,,",
    "a\0b,,",
    String.raw`In parts,,"[{""kind"":""thread"",""text"":""half \ud83d""}]"`,
  ].join("\n")}\n`;
  const files = [
    { fileName: "plan.json", content: JSON.stringify(rows) },
    { fileName: "plan.csv", base64: Buffer.from(`${csv}${"Padding.,,\n".repeat(20)}`).toString("base64") },
  ];

  test.each(files)("are a problem of their row in $fileName, until they are corrected", async (file) => {
    const { ctx } = await aPlan();
    const { id: importId } = await createImport(ctx, createImportInput.parse(file));
    const { items } = await previewImport(ctx, { importId });
    const [fine, broken, inParts] = items;
    expect(fine?.problems).toEqual([]);
    expect(broken?.problems).toContainEqual(
      expect.objectContaining({ severity: "error", code: "text_broken", field: "text" }),
    );
    expect(broken?.cells.text).toBe("a\ufffdb");
    expect(inParts?.problems).toMatchObject([{ severity: "error", field: "parts" }]);
    expect(await accept(ctx, importId, { rows: [1, 2, 3] })).toMatchObject({ made: 1, left: 2 });
    await setImportCell(ctx, { importId, row: 2, field: "text", value: "a b" });
    await setImportCell(ctx, { importId, row: 2, field: "title", value: "" });
    expect(await accept(ctx, importId, { rows: [2] })).toMatchObject({ made: 1 });
  });
});

describe("allowances of networks", () => {
  const limit = mastodon.quotas?.[0]?.limit ?? 0;
  const rows = (count: number, time: string) =>
    Array.from({ length: count }, (_, n) => `Post ${n} at ${time},2026-12-24,${time},lab`).join("\n");

  test("leave out what is too much, row by row, seen or accepted", { timeout: 60_000 }, async () => {
    const { ctx } = await aPlan("mastodon");
    const { id } = await read(
      ctx,
      `text,date,time,channels\n${rows(limit + 2, "09:00")}\n${rows(1, "11:59")}\n${rows(1, "12:00")}\n`,
    );
    const { items } = await previewImport(ctx, { importId: id });
    const exceeding = items.filter((row) => errorsOf(row).includes("quota_exceeded"));
    expect(exceeding.map(({ row }) => row)).toEqual([limit + 1, limit + 2, limit + 3]);
    expect(exceeding[0]?.problems).toMatchObject([{ details: { channel: "Lab", limit, hours: 3 } }]);
    expect(await accept(ctx, id)).toMatchObject({ made: limit + 1, drafts: 0, left: 3 });
    expect(await accept(ctx, id, { troubled: "draft" })).toMatchObject({ made: 0, drafts: 3 });
  });

  test("count the rows that were chosen, and what is planned already", { timeout: 60_000 }, async () => {
    const { ctx } = await aPlan("mastodon");
    const { id } = await read(ctx, `text,date,time,channels\n${rows(limit + 1, "09:00")}\n`);
    const last = limit + 1;
    expect(await accept(ctx, id, { rows: [last] })).toMatchObject({ made: 1, left: 0 });
    const { items } = await previewImport(ctx, { importId: id });
    expect(items.filter((row) => errorsOf(row).length > 0).map(({ row }) => row)).toEqual([limit]);
    expect(await accept(ctx, id)).toMatchObject({ made: limit - 1, left: 1, repeated: 1 });
  });
});

test("approval is required of rows as of posts by hand: channel by channel", async () => {
  const ctx = await aWorkspace({ clock: new TestClock(), timeZone: "UTC" });
  const site = await aSiteChannel(ctx);
  await aLabChannel(ctx);
  await setPolicy(ctx, { channelId: null, mode: "internal" });
  await setPolicy(ctx, { channelId: site, mode: "none" });
  const { id } = await read(
    ctx,
    'text,date,time,channels\nA,2026-12-24,09:00,site\nB,2026-12-24,10:00,lab\nC,2026-12-24,11:00,"site, lab"\nD,,,lab\n',
  );
  expect(await accept(ctx, id)).toMatchObject({ made: 4 });
  const { items } = await listPosts(ctx, listPostsInput.parse({}));
  const approvals = Object.fromEntries(items.map(({ excerpt, approval }) => [excerpt, approval]));
  expect(approvals).toEqual({ A: "none", B: "required", C: "required", D: "none" });
});

test("undoing leaves what somebody gave another time, took out of the plan, planned, moved or labelled", async () => {
  const { ctx, channelId } = await aPlan();
  const rows = ["Moved", "Unplanned", "Queued", "Campaign", "Label"].map(
    (text) => `${text},2026-12-24,09:00,lab`,
  );
  const { id: importId } = await read(
    ctx,
    `text,date,time,channels\n${rows.join("\n")}\nDraft,,,lab\nUntouched,2026-12-24,09:00,lab\nUntouched draft,,,lab\n`,
  );
  expect(await accept(ctx, importId)).toMatchObject({ made: 8 });
  const { items } = await listPosts(ctx, listPostsInput.parse({}));
  const made = new Map(items.map(({ id, excerpt }) => [excerpt, id]));
  const idOf = (body: string) => made.get(body) ?? newId("post");
  expect((await getImport(ctx, { importId })).editedCount).toBe(0);
  await schedulePost(ctx, { postId: idOf("Moved"), publishAt: "2026-12-24T10:00" });
  await unschedulePost(ctx, { postId: idOf("Unplanned") });
  await inTransaction(ctx, (tx) =>
    placeInQueue(tx, idOf("Queued"), new Map([[channelId, new Date("2026-12-24T08:00:00Z")]])),
  );
  await schedulePost(ctx, { postId: idOf("Draft"), publishAt: "2026-12-24T10:00" });
  const campaign = await createCampaign(ctx, createCampaignInput.parse({ name: "Spring" }));
  await movePosts(ctx, { postIds: [idOf("Campaign")], campaignId: campaign.id });
  const label = await createLabel(ctx, { name: "Red", color: "slate" });
  await labelPosts(ctx, { postIds: [idOf("Label")], add: [label.id], remove: [] });
  expect((await getImport(ctx, { importId })).editedCount).toBe(6);
  const { removed, kept } = await undoImport(ctx, { importId, includeEdited: false });
  expect(removed).toBe(2);
  expect(kept.map(({ excerpt, reason }) => `${excerpt} ${reason}`).sort()).toEqual(
    ["Campaign", "Draft", "Label", "Moved", "Queued", "Unplanned"].map((text) => `${text} edited`),
  );
});

test("undoing takes what the rules of a zone moved: nobody gave it that time", async () => {
  const { ctx } = await aPlan();
  const { id: importId } = await read(ctx, "text,date,time,channels\nA,2026-12-24,09:00,lab\n");
  await accept(ctx, importId);
  // As it stands once a government has changed the clocks: the same wall time at another instant.
  await inTransaction(ctx, ({ db }) =>
    db
      .update(posts)
      .set({ publishAt: new Date("2026-12-24T07:00:00Z") })
      .where(eq(posts.importId, importId)),
  );
  expect((await getImport(ctx, { importId })).editedCount).toBe(0);
  expect(await undoImport(ctx, { importId, includeEdited: false })).toMatchObject({ removed: 1, kept: [] });
});

test("undoing sends as many statements for many posts as for few", async () => {
  const { ctx } = await aPlan();
  const undoingOf = async (count: number) => {
    const lines = Array.from({ length: count }, (_, n) => `Post ${n},2027-01-${10 + n},09:00,lab`);
    const { id: importId } = await read(ctx, `text,date,time,channels\n${lines.join("\n")}\n`);
    await accept(ctx, importId);
    const scope = `set local app.tenant = '${idToUuid("workspace", ctx.tenantId)}'`;
    return statementsOf((db) => undoImport({ ...ctx, db }, { importId, includeEdited: false }), {
      ...{ role: tenantRole, scope },
    });
  };
  expect(await undoingOf(20)).toBe(await undoingOf(2));
});
