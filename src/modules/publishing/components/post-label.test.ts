import { expect, test } from "vitest";
import { postLabelOf } from "./post-label";

test("a post is called by its title, else by the beginning of its text", () => {
  expect(postLabelOf({ title: " Spring sale ", text: "All of it" })).toBe("Spring sale");
  expect(postLabelOf({ title: null, text: "Two\n\nlines" })).toBe("Two lines");
  expect(postLabelOf({ title: "", text: "" })).toBe("");
});

test("a long text is cut at a whole character", () => {
  const label = postLabelOf({ title: null, text: "🦋".repeat(200) });
  expect([...label]).toHaveLength(80);
  expect(label.endsWith("🦋…")).toBe(true);
});
