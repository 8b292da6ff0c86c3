import { describe, expect, test } from "vitest";
import { dayMs } from "@/kernel/time";
import { addressProblem, checklistOf, isLocalHost, type Setting, secretsProblem } from "./policy";

test.each([
  ["http://localhost:3000", "address_local"],
  ["https://publify.localhost", "address_local"],
  ["http://127.0.0.1:3000", "address_local"],
  ["http://[::1]:3000", "address_local"],
  ["https://192.168.1.20", "address_local"],
  ["https://172.20.0.1", "address_local"],
  ["http://publify.example", "address_plain"],
  ["https://publify.example", null],
  ["https://172.32.0.1", null],
])("the address %s is %s", (url, problem) => {
  expect(addressProblem(url)).toBe(problem);
});

test("a name that merely contains a local one is public", () => {
  expect(isLocalHost("localhost.example.com")).toBe(false);
  expect(isLocalHost("10.example.com")).toBe(false);
});

describe("the checklist", () => {
  const now = new Date("2026-11-21T08:00:00Z");
  const bare: Setting = {
    appUrl: "http://localhost:3000",
    databaseHost: "localhost",
    inngest: false,
    redis: false,
    uploads: false,
    smtp: false,
    push: false,
    metrics: false,
    backupAt: null,
  };
  const hosted: Setting = {
    appUrl: "https://publify.example",
    databaseHost: "ep-cool.eu.neon.tech",
    inngest: true,
    redis: true,
    uploads: true,
    smtp: true,
    push: true,
    metrics: true,
    backupAt: new Date(now.getTime() - dayMs),
  };

  test("finds everything missing on one's own machine, and nothing in a hosted product", () => {
    expect(checklistOf(bare, now).every(({ done }) => !done)).toBe(true);
    expect(checklistOf(hosted, now).every(({ done }) => done)).toBe(true);
  });

  test("takes no old backup for one", () => {
    const old = { ...hosted, backupAt: new Date(now.getTime() - 3 * dayMs) };
    expect(checklistOf(old, now).filter(({ done }) => !done)).toEqual([{ key: "backup", done: false }]);
  });
});

describe("sealed secrets", () => {
  test.each([
    [[{ keyId: "k2", count: 3 }], { problem: null, unreadable: 0, oldKey: 0 }],
    [[{ keyId: "k1", count: 3 }], { problem: "secrets_old_key", unreadable: 0, oldKey: 3 }],
    [
      [
        { keyId: "k0", count: 1 },
        { keyId: "k1", count: 2 },
      ],
      { problem: "secrets_unreadable", unreadable: 1, oldKey: 2 },
    ],
    [[], { problem: null, unreadable: 0, oldKey: 0 }],
  ])("of %j are judged by the keys that are held", (sealed, expected) => {
    expect(secretsProblem(sealed, ["k2", "k1"])).toEqual(expected);
  });
});
