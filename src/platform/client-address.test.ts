import { expect, test } from "vitest";
import { clientAddressOf, visitorOf } from "./client-address";

const from = (forwarded: string) => new Headers({ "x-forwarded-for": forwarded });

test("the address is the one that the nearest proxy saw", () => {
  expect(clientAddressOf(from("10.0.0.1, 203.0.113.7"))).toBe("203.0.113.7");
  expect(clientAddressOf(new Headers({ "x-real-ip": "203.0.113.8" }))).toBe("203.0.113.8");
  expect(clientAddressOf(new Headers())).toBe("unknown");
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2::7", "2001:db8:1:2::"],
  ["2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"],
  ["2001:db8:1:3::7", "2001:db8:1:3::"],
  ["fe80::1%eth0", "fe80::"],
  ["not an address", "not an address"],
])("a limit counts %s as %s", (address, visitor) => {
  expect(visitorOf(from(address))).toBe(visitor);
});
