import { expect, test } from "vitest";
import { POST_STATES } from "@/modules/publishing/schemas";
import { POST_GROUPS, statesOf } from "./post-groups";

test("every state is found under some filter", () => {
  const found = new Set(POST_GROUPS.flatMap((group) => statesOf(group) ?? []));
  expect([...found].sort()).toEqual([...POST_STATES].sort());
});

test("no filter lets all states through", () => {
  expect(statesOf(null)).toBeUndefined();
});
