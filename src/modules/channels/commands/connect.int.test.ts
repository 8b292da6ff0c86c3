import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { idToUuid, newId } from "@/kernel/ids";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { type Lab, labHttp, labNetwork, startLab } from "@/testing/lab-network";
import { rowsOf } from "@/testing/rows";
import { getChannel, openAccounts } from "../queries";
import { breakChannel } from "./break";
import { connectChannel } from "./connect";
import { disconnectChannel } from "./disconnect";
import { renameChannel } from "./rename";
import { testChannel } from "./test";

useDatabase();
useEnvironment();

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.server.close());

const outside = { findNetwork: () => labNetwork, http: labHttp() };
let made = 0;

/** An account at the lab, with the values that connect it. */
function anAccount(options: { textMax?: number } = {}) {
  const token = `token-${++made}`;
  const account = { id: `id-${made}`, handle: `@ada${made}`, ...options };
  lab.accounts.set(token, account);
  return { token, account, values: { server: lab.server.url, token } };
}

const connect = (ctx: WorkspaceCtx, values: Record<string, string>) =>
  connectChannel(ctx, { network: "lab", values }, outside);

const eventsOf = ({ tenantId }: WorkspaceCtx) =>
  rowsOf(
    sql`select name, data from outbox where tenant_id = ${idToUuid("workspace", tenantId)} order by sequence`,
  );

async function openOne(channelId: Parameters<typeof openAccounts>[1][number]) {
  return (await openAccounts(getDatabase().db, [channelId])).get(channelId);
}

describe("connecting with a form", () => {
  test("makes a channel with the server's own limits, sealed secrets and an event", async () => {
    const ctx = await aWorkspace();
    const { values, account } = anAccount({ textMax: 512 });
    const { outcome, channel, reveal } = await connect(ctx, values);

    expect(outcome).toBe("connected");
    expect(channel).toMatchObject({ state: "active", handle: account.handle, capabilitiesLive: true });
    expect(channel.capabilities.text.max).toBe(512);
    expect(channel.given).toEqual({});
    expect(reveal).toEqual({ signingKey: `whsec_${account.id}` });
    expect(await eventsOf(ctx)).toEqual([{ name: "channel.connected", data: { channelId: channel.id } }]);
    expect(await openOne(channel.id)).toMatchObject({ account: { credentials: { token: values.token } } });
  });

  test("leaves the token in clear in no table", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const { channel } = await connect(ctx, values);
    await testChannel(ctx, { channelId: channel.id }, outside);
    const rows = await rowsOf(sql`
      select query_to_xml('select * from ' || quote_ident(table_name), true, false, '')::text as dump
      from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    expect(JSON.stringify(rows)).toContain(channel.handle);
    expect(JSON.stringify(rows)).not.toContain(values.token);
    expect(JSON.stringify(await getChannel(ctx, { channelId: channel.id }))).not.toContain(values.token);
  });

  test.each([
    ["a missing value", { token: "x" }, { reason: "channel.field_missing", field: "values.server" }],
    ["a blank value", { server: "  ", token: "x" }, { reason: "channel.field_missing" }],
    ["an unknown value", { server: "x", token: "y", admin: "1" }, { field: "values.admin" }],
  ])("refuses %s before any call", async (_, values, expected) => {
    const ctx = await aWorkspace();
    const before = lab.requests;
    await expect(connect(ctx, values as unknown as Record<string, string>)).rejects.toMatchObject({
      code: "INVALID",
      ...expected,
    });
    expect(lab.requests).toBe(before);
  });

  test("puts the network's refusal on the field at fault, and writes nothing", async () => {
    const ctx = await aWorkspace();
    await expect(connect(ctx, { server: lab.server.url, token: "wrong" })).rejects.toMatchObject({
      code: "INVALID",
      reason: "channel.connect_credentials",
      field: "values.token",
    });
    await expect(connect(ctx, { server: "http://127.0.0.1:1", token: "x" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      reason: "channel.connect_unreachable",
      field: "values.server",
    });
    expect(await eventsOf(ctx)).toEqual([]);
  });

  test("says that the network is unreachable when its code throws", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const throwing = { ...outside, http: { send: () => Promise.reject(new Error("bug")) } };
    await expect(connectChannel(ctx, { network: "lab", values }, throwing)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  test("refuses an unknown network and a member who may not manage channels", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    await expect(
      connectChannel(ctx, { network: "nowhere", values }, { ...outside, findNetwork: () => undefined }),
    ).rejects.toMatchObject({ code: "NOT_FOUND", field: "network" });
    await expect(connect(asRole(ctx, "editor"), values)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("connecting an account again", () => {
  test("makes the broken channel active again and tells that it is back", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const first = await connect(ctx, values);
    await breakChannel({ tenantId: ctx.tenantId, channelId: first.channel.id }, "gone", ctx.clock);
    const again = await connectChannel(ctx, { network: "lab", values, channelId: first.channel.id }, outside);
    expect(again).toMatchObject({
      outcome: "reconnected",
      channel: { id: first.channel.id, state: "active" },
    });
    expect(again.channel.problem).toBeNull();
    expect((await eventsOf(ctx)).map(({ name }) => name)).toEqual([
      "channel.connected",
      "channel.broken",
      "channel.reconnected",
    ]);
  });

  test("keeps the name that the workspace gave it", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const { channel } = await connect(ctx, values);
    await renameChannel(ctx, { channelId: channel.id, name: "Our news" });
    expect((await connect(ctx, values)).channel).toMatchObject({ name: "Our news" });
  });

  test("refuses another account where one channel is to be reconnected", async () => {
    const ctx = await aWorkspace();
    const { channel } = await connect(ctx, anAccount().values);
    const other = anAccount();
    const reconnecting = connectChannel(
      ctx,
      { network: "lab", values: other.values, channelId: channel.id },
      outside,
    );
    await expect(reconnecting).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "channel.other_account",
      details: { expected: channel.handle, given: other.account.handle },
    });
  });

  test("refuses another workspace's channel before the network is asked", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { values } = anAccount();
    const { channel } = await connect(theirs, values);
    const before = lab.requests;
    const taking = connectChannel(mine, { network: "lab", values, channelId: channel.id }, outside);
    await expect(taking).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(lab.requests).toBe(before);
  });

  test("gives one channel when the same account is connected twice at once", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const results = await Promise.all([connect(ctx, values), connect(ctx, values), connect(ctx, values)]);
    expect(new Set(results.map(({ channel }) => channel.id)).size).toBe(1);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["connected", "reconnected", "reconnected"]);
  });

  test("lets two workspaces hold the same account, each with its own secrets", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { values } = anAccount();
    const [a, b] = [await connect(mine, values), await connect(theirs, values)];
    expect(a.channel.id).not.toBe(b.channel.id);
  });
});

describe("testing a channel", () => {
  test("reads the limits anew", async () => {
    const ctx = await aWorkspace();
    const { values, account } = anAccount({ textMax: 300 });
    const { channel } = await connect(ctx, values);
    lab.accounts.set(values.token, { ...account, textMax: 900 });
    const result = await testChannel(ctx, { channelId: channel.id }, outside);
    expect(result).toMatchObject({ status: "ok", detail: null });
    expect(result.channel.capabilities.text.max).toBe(900);
  });

  test("breaks the channel once when its credentials are refused, and revives it when they work again", async () => {
    const ctx = await aWorkspace();
    const { values, account } = anAccount();
    const { channel } = await connect(ctx, values);
    lab.accounts.delete(values.token);
    const target = { channelId: channel.id };
    expect(await testChannel(ctx, target, outside)).toMatchObject({
      status: "auth",
      channel: { state: "broken", problem: expect.stringContaining("bad token") },
    });
    await testChannel(ctx, target, outside);
    lab.accounts.set(values.token, account);
    expect(await testChannel(ctx, target, outside)).toMatchObject({
      status: "ok",
      channel: { state: "active" },
    });
    expect((await eventsOf(ctx)).map(({ name }) => name)).toEqual([
      "channel.connected",
      "channel.broken",
      "channel.reconnected",
    ]);
  });

  test("says that a server is unreachable and changes nothing", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const { channel } = await connect(ctx, values);
    lab.failing = true;
    const result = await testChannel(ctx, { channelId: channel.id }, outside).finally(() => {
      lab.failing = false;
    });
    expect(result).toMatchObject({ status: "unreachable", channel: { state: "active", problem: null } });
  });

  test("asks for the credentials again when the key that sealed them is gone", async () => {
    const ctx = await aWorkspace();
    const { channel } = await connect(ctx, anAccount().values);
    await getDatabase().db.execute(
      sql`update channel_secrets set sealed = replace(sealed, 'v1.k1.', 'v1.k0.')`,
    );
    expect(await openOne(channel.id)).toMatchObject({ state: "broken", account: { credentials: {} } });
    expect(await testChannel(ctx, { channelId: channel.id }, outside)).toMatchObject({
      status: "auth",
      channel: { state: "broken" },
    });
  });

  test("refuses another workspace's channel, a disconnected one and a member who may not", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { channel } = await connect(theirs, anAccount().values);
    const target = { channelId: channel.id };
    await expect(testChannel(mine, target, outside)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(testChannel(asRole(theirs, "author"), target, outside)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await disconnectChannel(theirs, target);
    await expect(testChannel(theirs, target, outside)).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "channel.disconnected",
    });
  });
});

describe("disconnecting a channel", () => {
  test("deletes its secrets and keeps its row", async () => {
    const ctx = await aWorkspace();
    const { values } = anAccount();
    const { channel } = await connect(ctx, values);
    expect(await disconnectChannel(ctx, { channelId: channel.id })).toMatchObject({ state: "disconnected" });
    expect(await openOne(channel.id)).toMatchObject({ state: "disconnected", account: { credentials: {} } });
    expect((await eventsOf(ctx)).at(-1)).toEqual({
      name: "channel.disconnected",
      data: { channelId: channel.id },
    });
    await expect(disconnectChannel(ctx, { channelId: channel.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await connect(ctx, values)).toMatchObject({ outcome: "reconnected", channel: { id: channel.id } });
  });

  test("refuses another workspace's channel", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { channel } = await connect(theirs, anAccount().values);
    await expect(disconnectChannel(mine, { channelId: channel.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await getChannel(theirs, { channelId: channel.id })).toMatchObject({ state: "active" });
  });
});

describe("breaking and renaming", () => {
  test("does nothing to a channel that is gone, disconnected or of another workspace", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { channel } = await connect(theirs, anAccount().values);
    await breakChannel({ tenantId: mine.tenantId, channelId: channel.id }, "x", mine.clock);
    await breakChannel({ tenantId: mine.tenantId, channelId: newId("channel") }, "x", mine.clock);
    expect(await getChannel(theirs, { channelId: channel.id })).toMatchObject({ state: "active" });
    await disconnectChannel(theirs, { channelId: channel.id });
    await breakChannel({ tenantId: theirs.tenantId, channelId: channel.id }, "x", theirs.clock);
    expect(await getChannel(theirs, { channelId: channel.id })).toMatchObject({ state: "disconnected" });
  });

  test("refuses to rename another workspace's channel", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const { channel } = await connect(theirs, anAccount().values);
    await expect(renameChannel(mine, { channelId: channel.id, name: "x" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
