import { expect, test } from "vitest";
import { newId } from "./ids";
import { cursorId, toPage } from "./pagination";

test("a page tells where the next one starts, and the last one that it is the last", () => {
  const rows = [1, 2, 3];
  expect(toPage(rows, 2, String)).toEqual({ items: [1, 2], nextCursor: "2" });
  expect(toPage(rows, 3, String)).toEqual({ items: [1, 2, 3], nextCursor: null });
});

test("a cursor is where a page ended; without one a list starts", () => {
  const id = newId("post");
  expect(cursorId("post", id)).toBe(id);
  for (const none of [undefined, ""]) expect(cursorId("post", none)).toBeUndefined();
});

test.each(["zzz", newId("asset"), "post_"])(
  "a list is not read from its start again for the cursor %s",
  (cursor) =>
    expect(() => cursorId("post", cursor)).toThrow(
      expect.objectContaining({ code: "INVALID", reason: "page.cursor", field: "cursor" }),
    ),
);
