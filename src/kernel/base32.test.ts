import { randomUUID } from "node:crypto";
import { TypeID } from "typeid-js";
import { expect, test } from "vitest";
import { base32FromUuid, uuidFromBase32 } from "./base32";

const edges = [
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "80000000-0000-7000-8000-000000000001",
];
const uuids = [...edges, ...Array.from({ length: 1_000 }, () => randomUUID())];

test("writes every UUID as a TypeID does, and reads it back", () => {
  for (const uuid of uuids) {
    const text = base32FromUuid(uuid);
    expect(`post_${text}`).toBe(TypeID.fromUUID("post", uuid).toString());
    expect(uuidFromBase32(text)).toBe(uuid);
  }
});

test("refuses what is no UUID, as a TypeID does", () => {
  const good = base32FromUuid(randomUUID());
  const bad = [
    "",
    good.slice(1),
    `${good}0`,
    `8${good.slice(1)}`,
    good.toUpperCase(),
    `${good.slice(0, 25)}u`,
  ];
  for (const text of bad) expect(uuidFromBase32(text)).toBeNull();
  // 128 bits of no version.
  expect(uuidFromBase32("00000000000000000000000001")).toBeNull();
  expect(() => TypeID.fromString("post_00000000000000000000000001").toUUID()).toThrow();
  expect(uuidFromBase32(`${good.slice(0, 25)}é`)).toBeNull();
  expect(uuidFromBase32(`${good.slice(0, 24)}😀`)).toBeNull();
});

test("writes nothing for what is no UUID", () => {
  for (const text of ["", "80000000-0000-7000-8000", "no uuid at all"])
    expect(() => base32FromUuid(text)).toThrow();
});
