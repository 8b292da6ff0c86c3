import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { isId } from "@/kernel/ids";
import { passkeys, sessions, users, verifications } from "@/modules/identity/tables";
import {
  anAddress,
  appUrl,
  Browser,
  defaultPassword,
  forgetSignIn,
  linkIn,
  mailTo,
  useSignIn,
} from "@/testing/auth";
import { useDatabase } from "@/testing/database";
import { getAuth } from "./auth";
import { handleAuth } from "./auth-handler";
import { DISABLED_PATHS } from "./auth-paths";
import { POLICIES } from "./ratelimit";

useDatabase();
useSignIn();
beforeEach(() => forgetSignIn());

const base32 = (text: string): Buffer => {
  const bits = [...text]
    .map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** The code that an authenticator app shows so many periods from now (RFC 6238). */
function totpOf(uri: string, periods = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + periods));
  const digest = createHmac("sha1", base32(new URL(uri).searchParams.get("secret") ?? ""))
    .update(counter)
    .digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function anAccount(email = anAddress()) {
  const browser = new Browser();
  const { status, body } = await browser.signUp(email);
  expect(status).toBe(200);
  const { id } = body.user as { id: string };
  if (!isId("user", id)) throw new Error(`Not one of our ids: ${id}`);
  return { email, browser, id };
}

async function withSecondFactor() {
  const account = await anAccount();
  const { body } = await account.browser.call("/two-factor/enable", { password: defaultPassword });
  const uri = String(body.totpURI);
  const [used, next] = [totpOf(uri), totpOf(uri, 1)];
  const confirmed = await account.browser.call("/two-factor/verify-totp", { code: used });
  expect(confirmed.status).toBe(200);
  return { ...account, used, next, recoveryCodes: body.backupCodes as string[] };
}

describe("signing up", () => {
  test("goes straight in, with ids of ours, and asks by mail to confirm the address", async () => {
    const { browser, id, email } = await anAccount();
    expect(await browser.userId()).toBe(id);
    const link = linkIn(await mailTo(email));
    expect((await browser.call(link.pathname.replace("/api/auth", "") + link.search)).status).toBe(302);
    const [user] = await getDatabase().db.select().from(users).where(eq(users.id, id));
    expect(user).toMatchObject({ emailVerified: true, locale: "en" });
  });

  test("refuses a short password, a second account with the address in other case, and an unknown language", async () => {
    const { email } = await anAccount();
    expect((await new Browser().signUp(anAddress(), "short")).body.code).toBe("PASSWORD_TOO_SHORT");
    expect((await new Browser().signUp(email.toUpperCase())).status).toBe(422);
    const odd = { name: "A", email: anAddress(), password: defaultPassword, locale: "xx" };
    expect((await new Browser().call("/sign-up/email", odd)).status).toBe(400);
  });

  test("tells a visitor of few addresses that they have an account, whatever the visitor does between", async () => {
    const { email } = await anAccount();
    let host = 0;
    // All addresses of an IPv6 network are one visitor's.
    const stranger = () => new Browser(`2001:db8:0:7::${(host += 1)}`);
    const statuses = new Set<number>();
    for (let index = 0; index < 20; index++) {
      statuses.add((await stranger().signUp(email)).status);
      if (index === 10) expect((await stranger().signUp(anAddress())).status).toBe(200);
    }
    expect([...statuses]).toEqual([422]);
    const answers = [await stranger().signUp(email), await stranger().signUp(anAddress())];
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect(Number(answers[0]?.headers.get("retry-after"))).toBeGreaterThan(60);
    expect((await new Browser("2001:db8:0:8::1").signUp(anAddress())).status).toBe(200);
  });

  test("keeps the session's token out of every answer", async () => {
    const email = anAddress();
    const browser = new Browser();
    const answers = [
      await browser.signUp(email),
      await browser.call("/get-session"),
      await browser.signIn(email),
    ];
    const [session] = await getDatabase().db.select().from(sessions);
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/"token"/);
    expect(session?.token).toBeTruthy();
  });

  test("sets a cookie that scripts and other sites cannot use", async () => {
    const { headers } = await new Browser().signUp(anAddress());
    expect(headers.getSetCookie().find((line) => line.includes("session_token"))).toMatch(
      /HttpOnly.*SameSite=Lax/i,
    );
  });
});

describe("signing in", () => {
  test("tells a wrong password and an unknown address apart from nothing", async () => {
    const { email } = await anAccount();
    const [wrong, unknown] = [
      await new Browser().signIn(email, "not the password"),
      await new Browser().signIn(anAddress()),
    ];
    expect(wrong.status).toBe(401);
    expect(unknown).toMatchObject({ status: wrong.status, body: wrong.body });
  });

  test("refuses guessing at one account with 429 and Retry-After, while its owner elsewhere gets in", async () => {
    const { email } = await anAccount();
    const thief = new Browser("198.51.100.1");
    const guess = async () => (await thief.signIn(email, "guess after guess")).status;
    const { max } = POLICIES["auth.guess"];
    for (let i = 0; i < max; i++) expect(await guess()).toBe(401);
    const refused = await thief.signIn(email);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await new Browser("203.0.113.99").signIn(email)).status).toBe(200);
  });

  test("refuses a flood from one address over many accounts", async () => {
    const flood = new Browser("198.51.100.2");
    const { max } = POLICIES["auth.signIn"];
    const answers = await Promise.all(Array.from({ length: max + 3 }, () => flood.signIn(anAddress())));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(3);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("refuses another site's request that brings our cookie, and a body that is too large", async () => {
    const { browser } = await anAccount();
    const elsewhere = new Browser("203.0.113.7", "https://evil.test");
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    expect((await elsewhere.call("/sign-out", {})).status).toBe(403);
    expect(await browser.userId()).not.toBeNull();
    const large = { email: "a@b.test", password: "x".repeat(70_000) };
    expect((await browser.call("/sign-in/email", large)).status).toBe(413);
  });

  test("signs out for good: the old cookie opens nothing", async () => {
    const { browser } = await anAccount();
    const stolen = new Browser();
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
    await browser.call("/sign-out", {});
    expect(await stolen.userId()).toBeNull();
  });

  test("gives a new session at each sign-in, whatever cookie came before", async () => {
    const { browser, email } = await anAccount();
    const before = new Map(browser.cookies);
    await browser.signIn(email);
    expect(browser.cookies).not.toEqual(before);
  });
});

describe("a forgotten password", () => {
  test("is replaced by the link of the mail, once, and every device is signed out", async () => {
    const { email, browser } = await anAccount();
    await new Browser().call("/request-password-reset", { email });
    const token = linkIn(await mailTo(email, "new password")).searchParams.get("token");
    const reset = () =>
      new Browser().call("/reset-password", { token, newPassword: "another long password" });
    expect((await reset()).status).toBe(200);
    expect(await browser.userId()).toBeNull();
    expect((await new Browser().signIn(email)).status).toBe(401);
    expect((await new Browser().signIn(email, "another long password")).status).toBe(200);
    expect((await reset()).status).toBe(400);
  });

  test("is answered alike for an unknown address, and mails to one address are few", async () => {
    const { email } = await anAccount();
    const ask = (to: string) => new Browser().call("/request-password-reset", { email: to });
    expect((await ask(email)).body).toEqual((await ask(anAddress())).body);
    for (let i = 1; i < POLICIES["auth.mailTo"].max; i++) await ask(email);
    expect((await ask(email)).status).toBe(429);
  });

  test("takes an account made ahead by a stranger back whole (GHSA-qq9h-g4jm-xgf3)", async () => {
    const { email, id } = await withSecondFactor();
    await getDatabase().db.insert(passkeys).values({
      id: "passkey_01jd3xvk3xe8ktcvz6c8jxzz4q",
      userId: id,
      publicKey: "k",
      credentialID: "planted",
      counter: 0,
      deviceType: "singleDevice",
      backedUp: false,
    });
    await new Browser().call("/request-password-reset", { email });
    const token = linkIn(await mailTo(email, "new password")).searchParams.get("token");
    await new Browser().call("/reset-password", { token, newPassword: "the owner's password" });
    const owner = new Browser();
    await owner.signIn(email, "the owner's password");
    expect(await owner.userId()).toBe(id);
    expect(await getDatabase().db.select().from(passkeys).where(eq(passkeys.userId, id))).toEqual([]);
  });
});

describe("the second factor", () => {
  test("is asked for after the password, and a code of the app opens the session", async () => {
    const { email, next, id } = await withSecondFactor();
    const browser = new Browser();
    expect((await browser.signIn(email)).body).toMatchObject({ twoFactorRedirect: true });
    expect(await browser.userId()).toBeNull();
    expect((await browser.call("/two-factor/verify-totp", { code: "000000" })).status).toBe(401);
    expect((await browser.call("/two-factor/verify-totp", { code: next })).status).toBe(200);
    expect(await browser.userId()).toBe(id);
  });

  const asked = async (email: string): Promise<Browser> => {
    const browser = new Browser();
    await browser.signIn(email);
    return browser;
  };
  const enter = (browser: Browser, code: string) => browser.call("/two-factor/verify-totp", { code });

  test("takes a code once, and of two at the same time one", async () => {
    const { email, used, next, id, recoveryCodes } = await withSecondFactor();
    expect(await enter(await asked(email), used)).toMatchObject({
      status: 401,
      body: { code: "CODE_ALREADY_USED" },
    });
    const [one, other] = [await asked(email), await asked(email)];
    const answers = await Promise.all([enter(one, next), enter(other, next)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const loser = answers[0]?.status === 401 ? one : other;
    expect(await loser.userId()).toBeNull();
    // Its sign-in goes on: a code that is not used opens it.
    await loser.call("/two-factor/verify-backup-code", { code: recoveryCodes[0] });
    expect(await loser.userId()).toBe(id);
  });

  test("calls a wrong code wrong as often as it comes, and keeps nobody else from theirs", async () => {
    const [mine, theirs] = [await withSecondFactor(), await withSecondFactor()];
    const other = await asked(theirs.email);
    for (let i = 0; i < 2; i++) expect((await enter(other, mine.next)).body.code).toBe("INVALID_CODE");
    expect((await enter(await asked(mine.email), mine.next)).status).toBe(200);
  });

  test.each([
    ["nothing", undefined],
    ["an empty object", {}],
    ["a number", { code: 123456 }],
  ])("refuses %s in place of a code, and marks nothing", async (_, body) => {
    const { email, id } = await withSecondFactor();
    const browser = await asked(email);
    const { db } = getDatabase();
    const marks = () => db.$count(verifications, eq(verifications.value, id));
    const before = await marks();
    const headers = new Headers(browser.headers);
    headers.set("content-type", "application/json");
    const url = `${appUrl}/api/auth/two-factor/verify-totp`;
    const answer = await handleAuth(
      new Request(url, { method: "POST", headers, body: body && JSON.stringify(body) }),
    );
    expect(answer.status).toBe(400);
    expect(await marks()).toBe(before);
  });

  test("lets a code be sent again that came with something that was refused", async () => {
    const { email, next } = await withSecondFactor();
    const browser = await asked(email);
    const malformed = await browser.call("/two-factor/verify-totp", { code: next, trustDevice: "perhaps" });
    expect(malformed.status).toBe(400);
    expect((await enter(browser, next)).status).toBe(200);
  });

  test("lets go of a mark once its code can be right no longer", async () => {
    const { email, used, id } = await withSecondFactor();
    const { db } = getDatabase();
    const marks = db.select().from(verifications).where(eq(verifications.value, id));
    const [mark] = await marks;
    expect(mark?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 60_000);
    const past = { expiresAt: new Date(Date.now() - 1) };
    await db.update(verifications).set(past).where(eq(verifications.value, id));
    expect((await enter(await asked(email), used)).status).toBe(200);
  });

  test("lets a recovery code in once", async () => {
    const { email, recoveryCodes, id } = await withSecondFactor();
    expect(recoveryCodes).toHaveLength(10);
    const [code] = recoveryCodes;
    const use = async () => {
      const browser = new Browser();
      await browser.signIn(email);
      const { status } = await browser.call("/two-factor/verify-backup-code", { code });
      return { status, userId: await browser.userId() };
    };
    expect(await use()).toEqual({ status: 200, userId: id });
    expect(await use()).toMatchObject({ status: 401, userId: null });
  });

  test("locks after five wrong codes of one sign-in, the right one included", async () => {
    const { email, next } = await withSecondFactor();
    const browser = new Browser();
    await browser.signIn(email);
    for (let i = 0; i < 5; i++) await browser.call("/two-factor/verify-totp", { code: "000000" });
    expect((await browser.call("/two-factor/verify-totp", { code: next })).status).not.toBe(200);
    expect(await browser.userId()).toBeNull();
  });

  test("is switched off by the password only", async () => {
    const { browser, email } = await withSecondFactor();
    expect((await browser.call("/two-factor/disable", { password: "wrong password" })).status).toBe(400);
    expect((await browser.call("/two-factor/disable", { password: defaultPassword })).status).toBe(200);
    expect((await new Browser().signIn(email)).body.twoFactorRedirect).toBeUndefined();
  });
});

describe("what HTTP cannot reach", () => {
  test("has every workspace endpoint of the library in it", () => {
    const paths = Object.values(getAuth().api).flatMap(
      (endpoint) => (endpoint as { path?: string }).path ?? [],
    );
    const workspaces = paths.filter((path) => path.startsWith("/organization/"));
    expect(workspaces.length).toBeGreaterThan(20);
    expect(workspaces.filter((path) => !DISABLED_PATHS.includes(path))).toEqual([]);
  });

  test.each(["/organization/create", "/list-sessions", "/delete-user", "/get-access-token"])(
    "hides %s",
    async (path) => {
      const { browser } = await anAccount();
      expect((await browser.call(path, {})).status).toBe(404);
    },
  );

  test("creates no API key without a session (CVE-2025-61928)", async () => {
    for (const path of ["/api-key/create", "/api-key/update"])
      expect((await new Browser().call(path, { userId: "user_x", name: "k" })).status).toBe(404);
  });

  test("answers a malformed id with 400, not with a failure", async () => {
    const { browser } = await anAccount();
    expect((await browser.call("/passkey/delete-passkey", { id: "1; drop table users" })).status).toBe(400);
  });
});

describe("passkeys", () => {
  test("demand a check of their owner and are offered to a fresh session only", async () => {
    const { browser, id } = await anAccount();
    const { status, body } = await browser.call("/passkey/generate-register-options");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rp: { id: "localhost" },
      authenticatorSelection: { userVerification: "required" },
    });
    await getDatabase()
      .db.update(sessions)
      .set({ createdAt: new Date("2026-01-01") })
      .where(eq(sessions.userId, id));
    expect((await browser.call("/passkey/generate-register-options")).status).toBe(403);
  });
});
