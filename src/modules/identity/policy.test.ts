import { describe, expect, test } from "vitest";
import { deviceOf, readableAddress, returnPathOf } from "./policy";

describe("a device", () => {
  test.each([
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15",
      "Safari",
      "macOS",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
      "Edge",
      "Windows",
    ],
    [
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36",
      "Chrome",
      "Android",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 CriOS/131 Mobile Safari/604",
      "Chrome",
      "iOS",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Linux"],
  ])("is named from %s", (agent, browser, system) => expect(deviceOf(agent)).toEqual({ browser, system }));

  test("is unknown when it says nothing", () =>
    expect(deviceOf(null)).toEqual({ browser: null, system: null }));
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:0db8:0000:0000:0000:0000:0000:0000", "2001:db8::"],
  ["0000:0000:0000:0000:0000:0000:0000:0000", null],
  ["::1", null],
  ["127.0.0.1", null],
  ["", null],
  [null, null],
])("the address %j reads %j", (address, shown) => expect(readableAddress(address)).toBe(shown));

describe("the way back after signing in", () => {
  test.each(["/acme/posts", "/invitation/invite_1?token=a#b", "/"])("may be %s", (path) =>
    expect(returnPathOf(path)).toBe(path),
  );
  test.each([
    "https://evil.test",
    "//evil.test",
    "/\\evil.test",
    "/\t/evil.test",
    "javascript:alert(1)",
    "evil",
    `/${"a".repeat(600)}`,
    undefined,
  ])("is not %j", (path) => expect(returnPathOf(path)).toBeNull());
});
