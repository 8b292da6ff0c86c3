import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { newId } from "@/kernel/ids";
import { keyIdOf, open, seal } from "@/platform/secrets";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { secretPlaceOf } from "../policy";
import { channelSecrets, channels } from "../tables";
import { resealChannelSecrets } from "./reseal";

useDatabase();

const [older, newer] = [
  { id: "2025", key: randomBytes(32) },
  { id: "2026", key: randomBytes(32) },
];

async function aSecret(plain: string) {
  const { tenantId } = await aWorkspace();
  const id = newId("channel");
  const { db } = getDatabase();
  const [network, name] = ["bluesky", "Ada"];
  await db
    .insert(channels)
    .values({ id, tenantId, network, name, handle: "ada.test", externalId: id, state: "active" });
  const sealed = seal(plain, secretPlaceOf({ id, tenantId }), [older]);
  await db.insert(channelSecrets).values({ channelId: id, tenantId, sealed });
  return { id, tenantId };
}

const sealedOf = async ({ id }: Awaited<ReturnType<typeof aSecret>>) => {
  const rows = await getDatabase().db.select().from(channelSecrets).where(eq(channelSecrets.channelId, id));
  return rows[0]?.sealed ?? "";
};

test("moves every channel's credentials to the first key, batch after batch, and then has nothing to do", async () => {
  const secrets = await Promise.all(Array.from({ length: 230 }, (_, index) => aSecret(`token ${index}`)));
  expect(await resealChannelSecrets([newer, older])).toBe(230);
  for (const [index, secret] of secrets.entries()) {
    const sealed = await sealedOf(secret);
    expect(keyIdOf(sealed)).toBe("2026");
    expect(open(sealed, secretPlaceOf(secret), [newer])).toBe(`token ${index}`);
  }
  expect(await resealChannelSecrets([newer, older])).toBe(0);
});

test("stops, and changes nothing, when a key that is in use is missing", async () => {
  const secret = await aSecret("token");
  const before = await sealedOf(secret);
  const another = { id: "2027", key: randomBytes(32) };
  await expect(resealChannelSecrets([another, newer])).rejects.toMatchObject({ reason: "secret.unreadable" });
  expect(await sealedOf(secret)).toBe(before);
});
