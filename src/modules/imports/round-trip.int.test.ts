import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { createCampaign } from "@/modules/campaigns/commands/campaigns";
import { createCampaignInput } from "@/modules/campaigns/schemas";
import { createLabel } from "@/modules/labels/commands/labels";
import { uploadAsset } from "@/modules/media/commands/upload";
import { createPost, deletePost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { getPost } from "@/modules/publishing/queries";
import { createPostInput, type PostView } from "@/modules/publishing/schemas";
import { posts } from "@/modules/publishing/tables";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPicture } from "@/testing/media";
import { aLabChannel, aPost, aSiteChannel } from "@/testing/publishing";
import { aQueue, daily, queuePosts, standing } from "@/testing/queues";
import { acceptImport } from "./commands/accept";
import { exportPlan } from "./commands/export";
import { createImport } from "./commands/prepare";
import { previewImport } from "./queries";
import { acceptImportInput, createImportInput, exportPlanInput } from "./schemas";

useEnvironment();
useDatabase();

const postCount = 12;

/** A workspace whose names are as awkward as names may be. */
async function aPlan() {
  const ctx = await aWorkspace({ clock: new TestClock() });
  const channels = { site: await aSiteChannel(ctx), lab: await aLabChannel(ctx) };
  const anImage = async (fileName: string, width: number) =>
    (await uploadAsset(ctx, { bytes: await aPicture({ width }), fileName, altText: "" })).id;
  const files = [await anImage("one.png", 40), await anImage("two; and, three|.png", 60)];
  const campaign = createCampaignInput.parse({ name: "Spring; “sale”, 2027" });
  const { id: campaignId } = await createCampaign(ctx, campaign);
  const labelIds: Id<"label">[] = [];
  for (const name of ["Red", "a, b | c", "=SUM(1)"])
    labelIds.push((await createLabel(ctx, { name, color: "slate" })).id);
  return { ctx, ...channels, files, campaignId, labelIds };
}
type Plan = Awaited<ReturnType<typeof aPlan>>;

const words = fc
  .string({ unit: "grapheme", maxLength: 80 })
  .map((text) => text.replace(/[\r\0\ufffd]/g, "").toWellFormed());
const odd = fc.constantFrom("=1+1", "'quoted", "a\n---\nb", '@me; "you", them', " spaced ", "[1]");
const text = fc.oneof(words, odd);

function anyPost({ site, lab, files, campaignId, labelIds }: Plan) {
  const media = fc
    .subarray(files)
    .map((ids) => ids.map((assetId, index) => ({ assetId, altText: index === 0 ? "" : "An | alt; text" })));
  const part = fc.record({
    kind: fc.constantFrom("thread", "first_comment", "follow_up"),
    ...{ body: text.map((said) => `x${said}`), media, delayMinutes: fc.constantFrom(0, 0, 90) },
  });
  const parts = fc.array(part, { maxLength: 3 });
  return fc.record({
    title: fc.option(text.map((said) => `T${said}`.trim())),
    ...{ body: text.map((said) => `x${said}`), parts, media },
    tags: fc.subarray(["été", "news", "b_c-d"]),
    language: fc.constantFrom("en", "fr", "pt-BR"),
    variants: fc
      .tuple(fc.boolean(), fc.option(text), fc.option(parts))
      .map(([both, body, own]) => [
        { channelId: lab, body, parts: own },
        ...(both ? [{ channelId: site, settings: { summary: "In | short" } }] : []),
      ]),
    signed: fc.boolean(),
    campaignId: fc.constantFrom(null, campaignId),
    labelIds: fc.subarray(labelIds),
    at: fc.constantFrom(null, "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2026-12-24T08:30:00Z"),
  });
}

/** All that an import knows of a post. */
function factsOf({ campaignId, signed, labels, media, variants, ...post }: PostView): string {
  const { title, body, tags, language, parts } = post;
  return JSON.stringify({
    ...{ title, body, tags, language, parts, campaignId, signed },
    labels: labels.map(({ id }) => id).sort(),
    media: media.map(({ id, altText }) => ({ id, altText })),
    variants: variants
      .map(({ channelId, body, assetIds, parts, settings }) => ({
        channelId,
        body,
        assetIds,
        parts,
        settings,
      }))
      .sort((a, b) => (a.channelId < b.channelId ? -1 : 1)),
  });
}

/** Write posts at their instants, whatever a network would say of them. */
async function writeSome(plan: Plan): Promise<void> {
  for (const { at, ...said } of fc.sample(anyPost(plan), postCount)) {
    const { id } = await createPost(plan.ctx, createPostInput.parse(said));
    const publishAt = at && new Date(at);
    await inTransaction(plan.ctx, ({ db }) => db.update(posts).set({ publishAt }).where(eq(posts.id, id)));
  }
}

async function factsOfAll(ctx: WorkspaceCtx, importId: Id<"import"> | null): Promise<string[]> {
  const rows = await inTransaction(ctx, ({ db, tenantId }) =>
    db.select({ id: posts.id, importId: posts.importId }).from(posts).where(eq(posts.tenantId, tenantId)),
  );
  const wanted = rows.filter((row) => row.importId === importId);
  return (await Promise.all(wanted.map(({ id }) => getPost(ctx, { postId: id })))).map(factsOf).sort();
}

const instantsOf = async (ctx: WorkspaceCtx) => {
  const rows = await inTransaction(ctx, ({ db, tenantId }) =>
    db.select({ at: posts.publishAt }).from(posts).where(eq(posts.tenantId, tenantId)),
  );
  return rows.map(({ at }) => at?.toISOString() ?? "").sort();
};

test.each([
  ["csv", "en"],
  ["csv", "fr"],
  ["json", "en"],
  ["json", "fr"],
] as const)(
  "an export as %s in %s is read back as the same posts, whatever they say",
  { timeout: 60_000 },
  async (format, locale) => {
    const plan = await aPlan();
    const { ctx } = plan;
    await writeSome(plan);
    const before = await instantsOf(ctx);
    const { content, fileName, rowCount } = await exportPlan(ctx, exportPlanInput.parse({ format, locale }));
    expect([fileName.endsWith(`.${format}`), rowCount]).toEqual([true, postCount]);
    const { id: importId } = await createImport(ctx, createImportInput.parse({ fileName, content }));
    const { items } = await previewImport(ctx, { importId });
    expect(items.map(({ publishAt }) => publishAt?.toISOString() ?? "").sort()).toEqual(before);
    await acceptImport(ctx, acceptImportInput.parse({ importId, troubled: "draft" }));
    expect(await factsOfAll(ctx, importId)).toEqual(await factsOfAll(ctx, null));
  },
);

test.each([
  ["csv", "en"],
  ["csv", "fr"],
  ["json", "en"],
  ["json", "fr"],
] as const)("an export as %s in %s takes posts back to the places of their queue", async (format, locale) => {
  const { ctx, channelId } = await aQueue();
  const [one, two, later] = await queuePosts(ctx, channelId, "One", "Two", "Later");
  if (!one || !two || !later) throw new Error("Nothing is queued");
  // A place further on, which nothing between fills.
  const at = "2026-11-25T17:00:00Z";
  await addToQueue(ctx, { postId: later.id, places: [{ channelId, at }] });
  const timed = await aPost(ctx, [channelId], "Timed");
  await schedulePost(ctx, { postId: timed.id, publishAt: "2026-11-24T12:00" });
  const before = await standing(ctx, channelId);
  expect(before).toEqual(["11-21 09:00 One", "11-21 17:00 Two", "11-24 12:00 Timed", "11-25 17:00 Later"]);
  const { content, fileName } = await exportPlan(ctx, exportPlanInput.parse({ format, locale }));
  for (const { id: postId } of [one, two, later, timed]) await deletePost(ctx, { postId });
  const { id: importId } = await createImport(ctx, createImportInput.parse({ fileName, content }));
  const { items } = await previewImport(ctx, { importId });
  expect(items.map(({ queued, problems }) => [queued, problems])).toEqual([
    [true, []],
    [true, []],
    [false, []],
    [true, []],
  ]);
  await acceptImport(ctx, acceptImportInput.parse({ importId }));
  expect(await standing(ctx, channelId)).toEqual(before);
  const made = await inTransaction(ctx, ({ db }) =>
    db
      .select({ timing: posts.timing })
      .from(posts)
      .where(eq(posts.importId, importId))
      .orderBy(posts.publishAt),
  );
  expect(made.map(({ timing }) => timing)).toEqual(["queue", "queue", "time", "queue"]);
});

test("a plan of several queues takes each post back to its place in each of them", async () => {
  const { ctx, channelId } = await aQueue(["09:00"]);
  const other = await aLabChannel(ctx);
  await setSlots(ctx, { channelId: other, slots: daily("17:00"), reflow: true });
  const place = async (body: string, channelIds: (typeof other)[]) => {
    const { id: postId } = await aPost(ctx, channelIds, body);
    await addToQueue(ctx, { postId });
    return postId;
  };
  // The second is earlier as a whole, and later than the first on the channel that they share.
  const ids = [await place("Alone", [other]), await place("Both", [channelId, other])];
  const before = [await standing(ctx, channelId), await standing(ctx, other)];
  expect(before).toEqual([["11-21 09:00 Both"], ["11-21 17:00 Alone", "11-22 17:00 Both"]]);
  for (const format of ["csv", "json"] as const) {
    const { content, fileName } = await exportPlan(ctx, exportPlanInput.parse({ format, locale: "en" }));
    for (const postId of ids.splice(0)) await deletePost(ctx, { postId });
    const { id: importId } = await createImport(ctx, createImportInput.parse({ fileName, content }));
    await acceptImport(ctx, acceptImportInput.parse({ importId }));
    expect([await standing(ctx, channelId), await standing(ctx, other)]).toEqual(before);
    const made = await inTransaction(ctx, ({ db }) =>
      db.select({ id: posts.id }).from(posts).where(eq(posts.importId, importId)),
    );
    ids.push(...made.map(({ id }) => id));
  }
});
