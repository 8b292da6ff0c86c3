import { describe, expect, test } from "vitest";
import { isForeignWrite, presentsKey } from "./origin";

const appUrl = "https://app.publify.test";
const request = (method: string, headers: Record<string, string>) => ({
  method,
  headers: new Headers(headers),
});

describe("a state-changing request", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s passes from the product's own pages", (method) =>
    expect(isForeignWrite(request(method, { origin: appUrl, host: "10.0.0.7:3000" }), appUrl)).toBe(false),
  );

  test("passes on the address that the browser used, when it is another name of this server", () =>
    expect(
      isForeignWrite(request("POST", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }), appUrl),
    ).toBe(false));

  test.each([
    ["another site", "https://evil.test"],
    ["a subdomain", "https://x.app.publify.test"],
    ["a look-alike", "https://app.publify.test.evil.test"],
    ["another port", "https://app.publify.test:8443"],
    ["plain http", "http://app.publify.test"],
    ["an opaque origin", "null"],
    ["nonsense", "::"],
  ])("is refused from %s", (_, origin) =>
    expect(isForeignWrite(request("POST", { origin, host: "10.0.0.7" }), appUrl)).toBe(true),
  );

  test("is refused when it hides its origin", () =>
    expect(isForeignWrite(request("POST", { host: "app.publify.test" }), appUrl)).toBe(true));
});

test.each(["GET", "HEAD", "OPTIONS"])("%s passes from anywhere", (method) =>
  expect(isForeignWrite(request(method, { origin: "https://evil.test" }), appUrl)).toBe(false),
);

test("a key is recognised in either header, and a password is not one", () => {
  expect(presentsKey(new Headers({ "x-api-key": "pub_x" }))).toBe(true);
  expect(presentsKey(new Headers({ authorization: "Bearer pub_x" }))).toBe(true);
  expect(presentsKey(new Headers({ authorization: "Basic eDp5" }))).toBe(false);
  expect(presentsKey(new Headers())).toBe(false);
});
