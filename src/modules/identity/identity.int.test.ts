import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { anAddress, Browser, forgetSignIn, mailTo, useSignIn } from "@/testing/auth";
import { useDatabase } from "@/testing/database";
import {
  confirmAddress,
  purgeExpired,
  revokeOtherSessions,
  revokeSession,
  updateProfile,
} from "./commands/profile";
import { findSession, getPerson, getSecurity, listSessions } from "./queries";

useDatabase();
useSignIn();
beforeEach(() => forgetSignIn());

const now = () => new Date();

async function onTwoDevices() {
  const email = anAddress();
  const [desk, phone] = [new Browser(), new Browser()];
  await desk.signUp(email);
  await phone.signIn(email);
  const session = await findSession(desk.headers);
  if (!session) throw new Error("sign-up failed");
  return { email, desk, phone, userId: session.userId };
}

describe("sessions", () => {
  test("are listed with this device first and without their tokens", async () => {
    const { desk } = await onTwoDevices();
    const listed = await listSessions(desk.headers, now());
    expect(listed.map(({ current }) => current)).toEqual([true, false]);
    expect(listed[0]?.ipAddress).toBe("203.0.113.7");
    expect(JSON.stringify(listed)).not.toMatch(/token/);
  });

  test("end at once when they are revoked from another device", async () => {
    const { desk, phone } = await onTwoDevices();
    const there = await findSession(phone.headers);
    await revokeSession(desk.headers, { sessionId: there?.sessionId ?? newId("session") });
    expect(await phone.userId()).toBeNull();
    expect(await desk.userId()).not.toBeNull();
  });

  test("of somebody else are out of reach, and so is the list without a session", async () => {
    const [mine, theirs] = [await onTwoDevices(), await onTwoDevices()];
    const session = await findSession(theirs.desk.headers);
    const sessionId = session?.sessionId ?? newId("session");
    await expect(revokeSession(mine.desk.headers, { sessionId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(revokeSession(new Headers(), { sessionId })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(await theirs.desk.userId()).toBe(theirs.userId);
    expect(await listSessions(new Headers(), now())).toEqual([]);
  });

  test("all end but this one when the others are revoked", async () => {
    const { desk, phone } = await onTwoDevices();
    expect(await revokeOtherSessions(desk.headers)).toEqual({ revoked: 1 });
    expect([await desk.userId(), await phone.userId()]).toEqual([expect.any(String), null]);
  });
});

test("what has expired is purged, what stands stays", async () => {
  const { desk, email } = await onTwoDevices();
  await new Browser().call("/request-password-reset", { email });
  await mailTo(email, "new password");
  expect(await purgeExpired(now())).toEqual({ sessions: 0, verifications: 0 });
  const later = await purgeExpired(new Date(Date.now() + 60 * dayMs));
  expect(later.sessions).toBeGreaterThan(1);
  expect(later.verifications).toBeGreaterThan(0);
  expect(await desk.userId()).toBeNull();
});

describe("a profile", () => {
  test("takes a new name and language", async () => {
    const { userId } = await onTwoDevices();
    await updateProfile(userId, { name: "Ada L.", locale: "fr" }, now());
    expect(await getPerson(userId)).toMatchObject({ name: "Ada L.", locale: "fr" });
    await expect(updateProfile(newId("user"), { name: "x", locale: "fr" }, now())).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("says how its owner signs in", async () => {
    const { userId } = await onTwoDevices();
    expect(await getSecurity(userId)).toEqual({
      hasPassword: true,
      twoFactorEnabled: false,
      providers: [],
      passkeys: [],
    });
  });

  test("confirms the address that was proved, not the one that it has by now", async () => {
    const { userId, email } = await onTwoDevices();
    await confirmAddress(userId, anAddress("older"));
    expect((await getPerson(userId)).emailVerified).toBe(false);
    await confirmAddress(userId, email);
    expect((await getPerson(userId)).emailVerified).toBe(true);
  });
});
