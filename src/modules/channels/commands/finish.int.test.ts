import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { newId } from "@/kernel/ids";
import { dayMs, minuteMs } from "@/kernel/time";
import type { Network } from "@/networks/contract";
import { asRole, aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { labHttp } from "@/testing/lab-network";
import { labOauthNetwork } from "@/testing/lab-oauth";
import { type OidcServer, startOidcServer } from "@/testing/oidc-server";
import { rowsOf } from "@/testing/rows";
import { openAccounts } from "../queries";
import { beginConnection, redirectUriOf } from "./begin";
import { finishConnection } from "./finish";
import { sweepConnections } from "./sweep";

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
const outsideOf = (one: Network) => ({ findNetwork: () => one, http: labHttp() });
const outside = outsideOf(network);
const input = { network: "lab-oauth", values: {} };

let people = 0;
/** Begin in Publify, sign in over there, come back. */
async function aRoundTrip(
  ctx: WorkspaceCtx,
  options: { channelId?: ReturnType<typeof newId<"channel">> } = {},
) {
  oidc.person = `person-${++people}`;
  const { url } = await beginConnection(ctx, { ...input, ...options }, outside);
  return oidc.visit(url);
}

const finish = (ctx: WorkspaceCtx, answer: URLSearchParams, key = "lab-oauth") =>
  finishConnection(ctx, { network: key, answer }, outside);

describe("an OAuth connection", () => {
  test("connects the account that the person signed in to", async () => {
    const ctx = await aWorkspace();
    const { outcome, channel } = await finish(ctx, await aRoundTrip(ctx));
    expect(outcome).toBe("connected");
    expect(channel).toMatchObject({ state: "active", handle: `@person-${people}` });
    const account = (await openAccounts(getDatabase().db, [channel.id])).get(channel.id);
    expect(account?.account.credentials).toMatchObject({ accessToken: expect.any(String) });
    expect(account?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
  });

  test("keeps neither state nor verifier in clear, and a state of 256 bits", async () => {
    const ctx = await aWorkspace();
    const { url } = await beginConnection(ctx, input, outside);
    const state = new URL(url).searchParams.get("state") ?? "";
    expect(Buffer.from(state, "base64url")).toHaveLength(32);
    const rows = await rowsOf(sql`select * from connections`);
    expect(JSON.stringify(rows)).not.toContain(state);
    expect(JSON.stringify(rows)).not.toContain("verifier");
  });

  test("works once, even when its answer comes twice at the same moment", async () => {
    const ctx = await aWorkspace();
    const answer = await aRoundTrip(ctx);
    const results = await Promise.allSettled([finish(ctx, answer), finish(ctx, answer), finish(ctx, answer)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(finish(ctx, answer)).rejects.toMatchObject({ code: "CONFLICT", reason: "connection.used" });
    expect(oidc.asked).toEqual({ authorization_code: 1 });
    expect(oidc.revoked).toBe(0);
  });

  test("is refused with a code from another round trip", async () => {
    const ctx = await aWorkspace();
    const [first, second] = [await aRoundTrip(ctx), await aRoundTrip(ctx)];
    await finish(ctx, first);
    second.set("code", first.get("code") ?? "");
    await expect(finish(ctx, second)).rejects.toMatchObject({ reason: "channel.connect_denied" });
  });

  test("is refused with a wrong PKCE verifier", async () => {
    const ctx = await aWorkspace();
    const { connect } = network;
    if (connect.type !== "oauth") throw new Error("not OAuth");
    const begin: typeof connect.begin = async (...args) => {
      const begun = await connect.begin(...args);
      return begun.status === "redirect" ? { ...begun, secret: { verifier: "a".repeat(43) } } : begun;
    };
    const forged = outsideOf({ ...network, connect: { ...connect, begin } });
    const { url } = await beginConnection(ctx, input, forged);
    await expect(finish(ctx, await oidc.visit(url))).rejects.toMatchObject({ code: "INVALID" });
    expect(oidc.asked).toEqual({ authorization_code: 1 });
  });

  test("is refused with an answer that names another issuer", async () => {
    const ctx = await aWorkspace();
    const answer = await aRoundTrip(ctx);
    answer.set("iss", "https://evil.example");
    await expect(finish(ctx, answer)).rejects.toMatchObject({ code: "INVALID" });
    expect(oidc.asked).toEqual({});
  });

  test("tells that the person said no", async () => {
    const ctx = await aWorkspace();
    oidc.denies = true;
    const answer = await aRoundTrip(ctx);
    await expect(finish(ctx, answer)).rejects.toMatchObject({ reason: "channel.connect_denied" });
  });

  test("is over after ten minutes", async () => {
    const clock = new TestClock(new Date());
    const ctx = await aWorkspace({ clock });
    const answer = await aRoundTrip(ctx);
    clock.advance(10 * minuteMs);
    await expect(finish(ctx, answer)).rejects.toMatchObject({ reason: "connection.expired" });
    expect(oidc.asked).toEqual({});
  });

  test("belongs to the person who began it, in the workspace where it began", async () => {
    const [ctx, stranger] = [await aWorkspace(), await aWorkspace()];
    const answer = await aRoundTrip(ctx);
    const colleague: WorkspaceCtx = { ...ctx, actor: { ...ctx.actor, userId: newId("user") } };
    await expect(finish(colleague, answer)).rejects.toMatchObject({ reason: "connection.other_person" });
    await expect(finish(stranger, answer)).rejects.toMatchObject({ reason: "connection.unknown" });
    await expect(finish({ ...stranger, actor: ctx.actor }, answer)).rejects.toMatchObject({
      reason: "connection.unknown",
    });
    await expect(finish(asRole(ctx, "viewer"), answer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(finish(ctx, answer, "mastodon")).rejects.toMatchObject({
      reason: "connection.other_network",
    });
    await expect(finish(ctx, answer)).resolves.toMatchObject({ outcome: "connected" });
  });

  test.each(["", "forged"])("is refused with the state %j", async (state) => {
    const ctx = await aWorkspace();
    const answer = new URLSearchParams({ code: "x", state });
    await expect(finish(ctx, answer)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("reconnects the channel that was meant, and no other account", async () => {
    const ctx = await aWorkspace();
    const { channel } = await finish(ctx, await aRoundTrip(ctx));
    people -= 1;
    const again = await finish(ctx, await aRoundTrip(ctx, { channelId: channel.id }));
    expect(again).toMatchObject({ outcome: "reconnected", channel: { id: channel.id } });
    const other = await aRoundTrip(ctx, { channelId: channel.id });
    await expect(finish(ctx, other)).rejects.toMatchObject({ reason: "channel.other_account" });
  });

  test("cannot begin for an API key, a form network, or another workspace's channel", async () => {
    const [ctx, theirs] = [await aWorkspace(), await aWorkspace()];
    const key = {
      ...ctx,
      actor: { type: "apiKey", apiKeyId: newId("apiKey"), scopes: ["channels:write"] } as const,
    };
    await expect(beginConnection(key, input, outside)).rejects.toMatchObject({
      reason: "connection.needs_person",
    });
    await expect(beginConnection(asRole(ctx, "editor"), input, outside)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const builtIn = outsideOf({ ...network, connect: { type: "none" } });
    await expect(beginConnection(ctx, input, builtIn)).rejects.toMatchObject({
      reason: "connection.not_offered",
    });
    const { channel } = await finish(theirs, await aRoundTrip(theirs));
    await expect(beginConnection(ctx, { ...input, channelId: channel.id }, outside)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("tells that the provider cannot be reached", async () => {
    const ctx = await aWorkspace();
    const away = { ...outside, http: { send: () => Promise.reject(new Error("no route")) } };
    await expect(beginConnection(ctx, input, away)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      reason: "channel.connect_unreachable",
    });
  });

  test("is forgotten a day after it ended", async () => {
    const clock = new TestClock(new Date());
    const ctx = await aWorkspace({ clock });
    await beginConnection(ctx, input, outside);
    clock.advance(dayMs);
    expect(await sweepConnections(clock)).toBe(0);
    clock.advance(dayMs);
    expect(await sweepConnections(clock)).toBeGreaterThan(0);
  });
});
