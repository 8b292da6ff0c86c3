import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { idToUuid } from "@/kernel/ids";
import { hourMs, minuteMs, secondMs } from "@/kernel/time";
import type { Account, Network, RefreshResult, Tools } from "@/networks/contract";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { labHttp } from "@/testing/lab-network";
import { labOauthNetwork } from "@/testing/lab-oauth";
import { type OidcServer, startOidcServer } from "@/testing/oidc-server";
import { rowsOf } from "@/testing/rows";
import { getChannel, openAccounts } from "../queries";
import { beginConnection, redirectUriOf } from "./begin";
import { disconnectChannel } from "./disconnect";
import { finishConnection } from "./finish";
import { type FreshenOptions, freshenAccount } from "./freshen";
import { testChannel } from "./test";

useDatabase();
useEnvironment();

let oidc: OidcServer;
beforeAll(async () => {
  oidc = await startOidcServer(redirectUriOf("lab-oauth"));
});
beforeEach(() => {
  Object.assign(oidc, { asked: {}, revoked: 0, denies: false, failing: false });
});
afterAll(() => oidc.server.close());

const network = labOauthNetwork(() => oidc);
const outside = { findNetwork: () => network, http: labHttp() };
const input = { network: "lab-oauth", values: {} };
let people = 0;

async function connect(ctx: Awaited<ReturnType<typeof aWorkspace>>, person = `person-${++people}`) {
  oidc.person = person;
  const { url } = await beginConnection(ctx, input, outside);
  return finishConnection(ctx, { network: "lab-oauth", answer: await oidc.visit(url) }, outside);
}

async function aChannel() {
  const ctx = await aWorkspace();
  const { channel } = await connect(ctx);
  oidc.asked = {};
  const target = { tenantId: ctx.tenantId, channelId: channel.id };
  const freshen = (at: Date, options: Partial<FreshenOptions> = {}, signal = AbortSignal.timeout(20_000)) =>
    freshenAccount(target, toolsAt(at, signal), { force: false, network, ...options });
  const read = async () => (await openAccounts(getDatabase().db, [channel.id])).get(channel.id);
  return { ctx, channel, target, freshen, read, state: async () => (await getChannel(ctx, target)).state };
}

const toolsAt = (now: Date, signal: AbortSignal): Tools => ({ http: labHttp(), now, signal });
const inMs = (ms: number) => new Date(Date.now() + ms);
const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));
const tokenOf = (result: { account?: Account }) => result.account?.credentials.accessToken;

describe("renewing credentials", () => {
  test("asks the network nothing while they are good", async () => {
    const { freshen } = await aChannel();
    expect(await freshen(new Date())).toMatchObject({ status: "fresh" });
    expect(oidc.asked).toEqual({});
  });

  test("asks once for a hundred callers at the same moment, and again when they end again", async () => {
    const { freshen, read } = await aChannel();
    const before = (await read())?.account.credentials;
    const results = await times(100, () => freshen(inMs(hourMs)));
    expect(oidc.asked).toEqual({ refresh_token: 1 });
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["fresh"]));
    expect(new Set(results.map((result) => tokenOf(result as { account: Account }))).size).toBe(1);
    const after = (await read())?.account.credentials;
    expect(after?.refreshToken).not.toBe(before?.refreshToken);

    await times(100, () => freshen(inMs(3 * hourMs)));
    expect(oidc.asked).toEqual({ refresh_token: 2 });
    expect(oidc.revoked).toBe(0);
  });

  test("asks once for a hundred callers whose credentials were refused early", async () => {
    const { freshen } = await aChannel();
    const results = await times(100, () => freshen(new Date(), { force: true }));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["fresh"]));
    expect(oidc).toMatchObject({ asked: { refresh_token: 1 }, revoked: 0 });
  });

  test("keeps the channel through a failure that passes, asked about once and then left alone for a while", async () => {
    const { freshen, state } = await aChannel();
    oidc.failing = true;
    const results = await times(50, () => freshen(inMs(2 * hourMs)));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["transient"]));
    expect(oidc.asked).toEqual({ failed: 1 });
    expect(await state()).toBe("active");
    oidc.failing = false;
    expect(await freshen(inMs(2 * hourMs + 10 * secondMs))).toMatchObject({ status: "transient" });
    expect(await freshen(inMs(2 * hourMs + minuteMs))).toMatchObject({ status: "fresh" });
    expect(oidc).toMatchObject({ asked: { failed: 1, refresh_token: 1 }, revoked: 0 });
  });

  test("goes on with credentials that still hold when renewing them early fails", async () => {
    const { freshen } = await aChannel();
    oidc.failing = true;
    const soon = inMs(hourMs - 30 * secondMs);
    expect(await freshen(soon)).toMatchObject({ status: "fresh" });
    expect(await freshen(soon)).toMatchObject({ status: "fresh" });
    expect(oidc.asked).toEqual({ failed: 1 });
  });

  test("breaks the channel when the network says that the grant is gone", async () => {
    const { freshen, read, state } = await aChannel();
    const { refreshToken } = (await read())?.account.credentials ?? {};
    await fetch(`${oidc.issuer}/token/revocation`, {
      method: "POST",
      body: new URLSearchParams({ client_id: oidc.clientId, token: String(refreshToken) }),
    });
    const results = await times(20, () => freshen(inMs(hourMs)));
    expect(results.some(({ status }) => status === "broken")).toBe(true);
    expect(await state()).toBe("broken");
    const rows = await rowsOf(
      sql`select count(*)::int as n from outbox where name = 'channel.broken'
        and data->>'channelId' = ${(await read())?.channelId}`,
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test("waits for whoever is asking, gives up with its caller, and takes over from the dead", async () => {
    const { freshen, target } = await aChannel();
    const uuid = idToUuid("channel", target.channelId);
    const until = inMs(hourMs + minuteMs).toISOString();
    await getDatabase().db.execute(
      sql`update channel_secrets set refresh_lease_until = ${until}::timestamptz where channel_id = ${uuid}`,
    );
    const waited = await freshen(inMs(hourMs), {}, AbortSignal.timeout(60));
    expect(waited).toMatchObject({ status: "transient", afterMs: expect.any(Number) });
    expect(oidc.asked).toEqual({});
    expect(await freshen(inMs(hourMs + 2 * minuteMs))).toMatchObject({ status: "fresh" });
    expect(oidc.asked).toEqual({ refresh_token: 1 });
  });

  test.each<RefreshResult>([
    { status: "revoked", detail: "too late" },
    { status: "refreshed", credentials: { accessToken: "stale" }, expiresAt: null },
    { status: "transient", detail: "too late", afterMs: null },
  ])("never undoes a reconnection that came during the call ($status)", async (late) => {
    const { ctx, freshen, read, state } = await aChannel();
    const person = `person-${people}`;
    const slow: Network = {
      ...network,
      refresh: async () => {
        await connect(ctx, person);
        return late;
      },
    };
    const result = await freshen(inMs(hourMs), { network: slow });
    const now = await read();
    expect(result).toMatchObject({ status: "fresh", account: { credentials: now?.account.credentials } });
    expect(tokenOf(now ?? {})).not.toBe("stale");
    expect(await state()).toBe("active");
  });

  test("keeps the refresh token when the network does not repeat it", async () => {
    const { freshen, read } = await aChannel();
    const before = (await read())?.account.credentials;
    const terse: Network = {
      ...network,
      refresh: async () => ({
        status: "refreshed",
        credentials: { accessToken: "new", refreshToken: undefined },
        expiresAt: null,
      }),
    };
    await freshen(inMs(hourMs), { network: terse });
    expect((await read())?.account.credentials).toEqual({ ...before, accessToken: "new" });
  });

  test("treats a network whose code throws as a failure that may pass", async () => {
    const { freshen, state } = await aChannel();
    const buggy: Network = { ...network, refresh: () => Promise.reject(new Error("bug")) };
    expect(await freshen(inMs(2 * hourMs), { network: buggy })).toMatchObject({ status: "transient" });
    expect(await state()).toBe("active");
  });

  test("gives no credentials of a disconnected channel or of another workspace", async () => {
    const { ctx, freshen, target } = await aChannel();
    const stranger = await aWorkspace();
    const tools = toolsAt(new Date(), AbortSignal.timeout(1_000));
    const foreign = freshenAccount({ ...target, tenantId: stranger.tenantId }, tools, {
      force: true,
      network,
    });
    await expect(foreign).rejects.toMatchObject({ code: "NOT_FOUND" });
    await disconnectChannel(ctx, target);
    expect(await freshen(inMs(hourMs))).toMatchObject({ status: "broken" });
  });

  test("is what a live test does first when the credentials were refused", async () => {
    const { ctx, target } = await aChannel();
    let asked = 0;
    const testing: Network = {
      ...network,
      test: async () =>
        ++asked === 1 ? { status: "auth", detail: "expired" } : { status: "ok", capabilities: null },
    };
    const result = await testChannel(ctx, target, { ...outside, findNetwork: () => testing });
    expect(result.status).toBe("ok");
    expect(oidc.asked).toEqual({ refresh_token: 1 });
  });
});
