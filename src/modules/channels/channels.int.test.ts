import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { openAccounts } from "@/modules/channels/queries";
import { findNetwork } from "@/networks/registry";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { listen, sendJson, type TestServer } from "@/testing/server";
import type { RequestContext } from "@/trpc/context";
import { createCallerFactory } from "@/trpc/init";
import { createSiteChannel } from "./commands/create-site";
import { channelViewOf, findChannels, listUnchecked } from "./queries";
import { channelsRouter } from "./router";
import { channels } from "./tables";

useDatabase();
useEnvironment();

let receiver: TestServer;
beforeAll(async () => {
  receiver = await listen((_, response) => sendJson(response, 200, {}));
});
afterAll(() => receiver.close());

const createCaller = createCallerFactory(channelsRouter);
const callerOf = (ctx: WorkspaceCtx) =>
  createCaller({ requireCaller: async () => ctx } as unknown as RequestContext);

async function aWorkspaceWithSite() {
  const ctx = await aWorkspace();
  const { channelId } = await inTransaction(ctx, createSiteChannel);
  return { ctx, channelId, api: callerOf(ctx) };
}
const aReceiver = (path = newId("channel")) => ({
  network: "webhook",
  values: { url: `${receiver.url}/${path}` },
});

describe("the built-in Site channel", () => {
  test("is there once, live, under the application's address", async () => {
    const { ctx, channelId, api } = await aWorkspaceWithSite();
    expect(await inTransaction(ctx, createSiteChannel)).toEqual({ channelId });
    const { items } = await api.list({});
    expect(items).toMatchObject([
      { id: channelId, network: "site", networkName: "Site", state: "active", capabilitiesLive: false },
    ]);
    expect(items[0]?.profileUrl).toBe(`http://localhost:3000/s/${ctx.tenantId.slice(3)}`);
    expect(await api.test({ channelId })).toMatchObject({ status: "ok" });
    const opened = await openAccounts(getDatabase().db, [channelId]);
    expect(opened.get(channelId)?.account.settings.baseUrl).toBe(items[0]?.profileUrl);
  });

  test("cannot be disconnected, nor connected by hand", async () => {
    const { channelId, api } = await aWorkspaceWithSite();
    await expect(api.disconnect({ channelId })).rejects.toMatchObject({
      cause: { reason: "channel.built_in" },
    });
    await expect(api.connect({ network: "site" })).rejects.toMatchObject({
      cause: { reason: "channel.built_in" },
    });
  });
});

describe("the channels of a workspace", () => {
  test("are listed by page and by state, and shown to viewers without a secret", async () => {
    const { ctx, channelId, api } = await aWorkspaceWithSite();
    const { channel, reveal } = await api.connect(aReceiver());
    const viewer = callerOf(asRole(ctx, "viewer"));
    const first = await viewer.list({ limit: 1 });
    const second = await viewer.list({ limit: 1, cursor: first.nextCursor ?? "" });
    expect([first, second].map(({ items }) => items[0]?.id)).toEqual([channelId, channel.id]);
    expect(second.nextCursor).toBeNull();
    expect(reveal.secret).toMatch(/^whsec_/);
    expect(JSON.stringify([first, second])).not.toContain(reveal.secret);
    await api.disconnect({ channelId: channel.id });
    expect((await api.list({ state: "active" })).items.map(({ id }) => id)).toEqual([channelId]);
    expect((await api.list({ state: "disconnected" })).items.map(({ id }) => id)).toEqual([channel.id]);
  });

  test("are found in the order asked for, all of them or none", async () => {
    const { ctx, channelId, api } = await aWorkspaceWithSite();
    const stranger = await aWorkspace();
    const { channel } = await api.connect(aReceiver());
    const found = await findChannels(ctx, [channel.id, channelId, channel.id]);
    expect(found.map(({ id }) => id)).toEqual([channel.id, channelId, channel.id]);
    await expect(findChannels(ctx, [channelId, newId("channel")])).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(findChannels(stranger, [channelId])).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await callerOf(stranger).list({})).toEqual({ items: [], nextCursor: null });
  });

  test("wait for the daily check, a page at a time", async () => {
    const { channelId } = await aWorkspaceWithSite();
    const tomorrow = new Date(Date.now() + dayMs);
    const all = await listUnchecked(tomorrow, null, 500);
    expect(all.map((target) => target.channelId)).toContain(channelId);
    const [first] = await listUnchecked(tomorrow, null, 1);
    const [second] = await listUnchecked(tomorrow, first?.channelId ?? null, 1);
    expect(second?.channelId).toBe(all[1]?.channelId);
    const recent = await listUnchecked(new Date(Date.now() - dayMs), null, 500);
    expect(recent.map((target) => target.channelId)).not.toContain(channelId);
  });
});

test("the gallery tells how each network is connected", async () => {
  const { items } = await callerOf(await aWorkspace()).networks({});
  const types = Object.fromEntries(items.map(({ key, connect }) => [key, connect.type]));
  expect(types).toMatchObject({ site: "none", bluesky: "form", mastodon: "oauth", webhook: "form" });
  for (const { connect } of items) expect(connect.fields.every(({ name }) => name !== "")).toBe(true);
});

test("a channel tells where one signs in to it, and nothing else of its settings", async () => {
  const { channelId } = await aWorkspaceWithSite();
  const [row] = await getDatabase().db.select().from(channels).where(eq(channels.id, channelId));
  if (!row) throw new Error("no channel");
  const settings = { instance: "https://social.example", accountId: "1" };
  const of = (network: string) => channelViewOf({ ...row, network, settings }, findNetwork(network)).given;
  expect(of("mastodon")).toEqual({ instance: settings.instance });
  expect(of("webhook")).toEqual({});
});
