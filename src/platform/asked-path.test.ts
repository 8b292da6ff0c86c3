import { expect, test } from "vitest";
import { askedPathOf } from "./asked-path";

test.each([
  ["/studio/posts/post_1", "/studio/posts/post_1"],
  ["/studio/calendar?view=week&date=2026-11-23", "/studio/calendar?view=week&date=2026-11-23"],
  ["/studio/posts?_rsc=1a2b3", "/studio/posts"],
])("what %s asks for is %s", (address, path) => {
  expect(askedPathOf(new URL(address, "http://publify.test"))).toBe(path);
});
