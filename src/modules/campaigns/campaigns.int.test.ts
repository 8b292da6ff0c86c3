import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { createPost, deletePost } from "@/modules/publishing/commands/drafts";
import { schedulePost } from "@/modules/publishing/commands/schedule";
import { createPostInput } from "@/modules/publishing/schemas";
import { asRole, aWorkspace, TestClock } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aSiteChannel } from "@/testing/publishing";
import { archiveCampaign, createCampaign, reopenCampaign, updateCampaign } from "./commands/campaigns";
import { findLinkTaggers, getCampaign, listCampaigns } from "./queries";
import { createCampaignInput, defaultUtmRules } from "./schemas";

useEnvironment();
useDatabase();

const input = (name: string, more: object = {}) => createCampaignInput.parse({ name, ...more });

describe("a campaign", () => {
  test("keeps what was said of it, and is listed by name", async () => {
    const ctx = await aWorkspace();
    const dates = { startsOn: "2026-12-01", endsOn: "2026-12-24" };
    await createCampaign(ctx, input("Winter", { ...dates, goal: "300 orders", color: "red" }));
    await createCampaign(ctx, input("Autumn"));
    const { items } = await listCampaigns(ctx, { state: "active" });
    expect(items).toMatchObject([
      { name: "Autumn", color: "blue", utm: null },
      { name: "Winter", ...dates, goal: "300 orders", color: "red", posts: [], firstAt: null },
    ]);
  });

  test("ends no earlier than it starts", () => {
    const { error } = createCampaignInput.safeParse({
      name: "x",
      startsOn: "2026-12-02",
      endsOn: "2026-12-01",
    });
    expect(error?.issues).toMatchObject([{ path: ["endsOn"], message: "campaign.dates" }]);
  });

  test("shares its name with none that is under way, whatever the case; an archived one frees it", async () => {
    const ctx = await aWorkspace();
    const first = await createCampaign(ctx, input("Winter"));
    const taken = { code: "CONFLICT", reason: "campaign.name_taken", field: "name" };
    await expect(createCampaign(ctx, input("winter"))).rejects.toMatchObject(taken);
    await archiveCampaign(ctx, { campaignId: first.id });
    const second = await createCampaign(ctx, input("WINTER"));
    await expect(reopenCampaign(ctx, { campaignId: first.id })).rejects.toMatchObject(taken);
    await updateCampaign(ctx, { ...input("Spring"), campaignId: second.id });
    expect(await reopenCampaign(ctx, { campaignId: first.id })).toMatchObject({ archivedAt: null });
  });

  test("is archived once and reopened once", async () => {
    const ctx = await aWorkspace();
    const { id: campaignId } = await createCampaign(ctx, input("Winter"));
    await expect(reopenCampaign(ctx, { campaignId })).rejects.toMatchObject({
      reason: "campaign.not_archived",
    });
    expect((await archiveCampaign(ctx, { campaignId })).archivedAt).toBeInstanceOf(Date);
    await expect(archiveCampaign(ctx, { campaignId })).rejects.toMatchObject({ reason: "campaign.archived" });
    expect((await listCampaigns(ctx, { state: "active" })).items).toEqual([]);
    expect((await listCampaigns(ctx, { state: "archived" })).items).toHaveLength(1);
  });

  test("counts its posts by state, and says between which instants they go out", async () => {
    const ctx = await aWorkspace({ clock: new TestClock(), timeZone: "UTC" });
    const channelId = await aSiteChannel(ctx);
    const { id: campaignId } = await createCampaign(ctx, input("Winter"));
    const write = () =>
      createPost(ctx, createPostInput.parse({ body: "x", campaignId, variants: [{ channelId }] }));
    const [first, second, , gone] = [await write(), await write(), await write(), await write()];
    await schedulePost(ctx, { postId: first.id, publishAt: "2026-12-01T09:00" });
    await schedulePost(ctx, { postId: second.id, publishAt: "2026-12-05T09:00" });
    await deletePost(ctx, { postId: gone.id });
    const view = await getCampaign(ctx, { campaignId });
    expect(view.posts).toHaveLength(2);
    expect(view.posts).toEqual(
      expect.arrayContaining([
        { state: "scheduled", count: 2 },
        { state: "draft", count: 1 },
      ]),
    );
    expect(view).toMatchObject({
      firstAt: new Date("2026-12-01T09:00:00Z"),
      lastAt: new Date("2026-12-05T09:00:00Z"),
    });
  });

  test("of another workspace looks as if there were none", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { id: campaignId } = await createCampaign(theirs, input("Winter"));
    const absent = { code: "NOT_FOUND", reason: "campaign.not_found" };
    await expect(getCampaign(mine, { campaignId })).rejects.toMatchObject(absent);
    await expect(updateCampaign(mine, { ...input("x"), campaignId })).rejects.toMatchObject(absent);
    await expect(archiveCampaign(mine, { campaignId })).rejects.toMatchObject(absent);
  });

  test("is planned by those who write, not by those who only review", async () => {
    const ctx = await aWorkspace();
    expect(() => createCampaign(asRole(ctx, "reviewer"), input("x"))).toThrow(/permission/);
    await expect(createCampaign(asRole(ctx, "author"), input("x"))).resolves.toMatchObject({ name: "x" });
  });

  test("tags the links of its posts, and only when it has rules", async () => {
    const ctx = await aWorkspace();
    const plain = await createCampaign(ctx, input("Plain"));
    const tagged = await createCampaign(ctx, input("Big sale", { utm: defaultUtmRules }));
    const place = { network: "bluesky", channel: "Main" };
    const taggers = await inTransaction(ctx, (tx) => findLinkTaggers(tx, [plain.id, tagged.id]));
    expect(taggers.get(tagged.id)?.("https://a.test/", place)).toBe(
      "https://a.test/?utm_source=bluesky&utm_medium=social&utm_campaign=big-sale",
    );
    expect(taggers.has(plain.id)).toBe(false);
  });
});
