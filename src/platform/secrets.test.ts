import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { type Keyring, keyIdOf, open, reseal, type SecretPlace, seal } from "./secrets";

const aKey = (id: string) => ({ id, key: randomBytes(32) });
const aPlace = (): SecretPlace => ({
  tenantId: newId("workspace"),
  rowId: newId("channel"),
  column: "channel_secrets.sealed",
});
const unreadable = { name: "DomainError", code: "UNAVAILABLE", reason: "secret.unreadable" };

describe("a sealed secret", () => {
  const keyring: Keyring = [aKey("k2"), aKey("k1")];
  const place = aPlace();

  test.each(["", "app-password-1234", "clé ✓ 𝄞", "x".repeat(100_000)])("opens in its own place", (plain) => {
    const envelope = seal(plain, place, keyring);
    expect(envelope).toMatch(/^v1\.k2\.[\w-]{16}\.[\w-]{22}\.[\w-]*$/);
    expect(open(envelope, place, keyring)).toBe(plain);
  });

  test.each([
    ["workspace", { tenantId: newId("workspace") }],
    ["row", { rowId: newId("channel") }],
    ["column", { column: "connections.sealed" }],
  ])("does not open in another %s", (_, elsewhere) => {
    const envelope = seal("secret", place, keyring);
    expect(() => open(envelope, { ...place, ...elsewhere }, keyring)).toThrow(
      expect.objectContaining(unreadable),
    );
  });

  test("does not open once any bit of nonce, tag or ciphertext is flipped", () => {
    const parts = seal("secret", place, keyring).split(".");
    for (const index of [2, 3, 4]) {
      const bytes = Buffer.from(parts[index] ?? "", "base64url");
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const envelope = parts.with(index, flipped.toString("base64url")).join(".");
        expect(() => open(envelope, place, keyring)).toThrow(expect.objectContaining(unreadable));
      }
    }
  });

  test.each(["", "v1", "v2.k2.a.b.c", "v1.k2.AAAA.AAAA.AAAA", "v1.k2.a.b.c.d", "plain text"])(
    "refuses what is no envelope: %j",
    (envelope) => expect(() => open(envelope, place, keyring)).toThrow(expect.objectContaining(unreadable)),
  );

  test("cannot be relabelled with another key's id, even when both keys are the same", () => {
    const { key } = aKey("a");
    const twins: Keyring = [
      { id: "a", key },
      { id: "b", key },
    ];
    const relabelled = seal("secret", place, twins).replace("v1.a.", "v1.b.");
    expect(() => open(relabelled, place, twins)).toThrow(expect.objectContaining(unreadable));
  });

  test("never repeats a nonce", () => {
    const nonces = Array.from({ length: 20_000 }, () => seal("s", place, keyring).split(".")[2]);
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

describe("rotation", () => {
  const place = aPlace();
  const [older, newer] = [aKey("2025"), aKey("2026")];

  test("opens what the older key sealed, and moves it to the newer one", () => {
    const envelope = seal("secret", place, [older]);
    const moved = reseal(envelope, place, [newer, older]);
    expect(open(envelope, place, [newer, older])).toBe("secret");
    expect(keyIdOf(moved ?? "")).toBe("2026");
    expect(open(moved ?? "", place, [newer])).toBe("secret");
  });

  test("leaves alone what the first key sealed", () =>
    expect(reseal(seal("secret", place, [newer]), place, [newer, older])).toBeNull());

  test("names the key that is missing", () => {
    const envelope = seal("secret", place, [older]);
    expect(() => open(envelope, place, [newer])).toThrow("2025");
  });
});
