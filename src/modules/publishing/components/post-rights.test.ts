import { expect, test } from "vitest";
import type { Caller } from "@/kernel/context";
import { newId } from "@/kernel/ids";
import { ROLES, type Role } from "@/kernel/permissions";
import { DELIVERY_STATES } from "../schemas";
import { isLocked, type PostStanding, postActionsOf, postRightsOf } from "./post-rights";

const userId = newId("user");
const rightsOf = (role: Role) =>
  postRightsOf({
    tenantId: newId("workspace"),
    actor: { type: "user", userId, role },
    clock: { now: () => new Date() },
    traceId: "test",
  } satisfies Caller);
const planned: PostStanding = {
  authorId: userId,
  publishAt: new Date(),
  channelCount: 1,
  deliveryStates: ["scheduled"],
  stopped: false,
};
const allowed = (post: PostStanding, role: Role) =>
  Object.entries(postActionsOf(post, rightsOf(role)))
    .filter(([, may]) => may)
    .map(([action]) => action);

test("an editor may do anything with what is still here", () => {
  expect(allowed(planned, "editor")).toEqual(["edit", "reschedule", "publishNow", "unschedule", "delete"]);
});

test("an author changes and plans their own posts, and publishes none", () => {
  expect(allowed(planned, "author")).toEqual(["edit", "reschedule", "unschedule", "delete"]);
  expect(allowed({ ...planned, authorId: newId("user") }, "author")).toEqual([]);
  expect(allowed({ ...planned, authorId: undefined }, "author")).toEqual(["edit"]);
});

test("what stopped gets another time of those only who may decide about it", () => {
  const failed: PostStanding = { ...planned, deliveryStates: ["failed"], stopped: true };
  expect(allowed(failed, "author")).toEqual(["edit", "delete"]);
  expect(allowed(failed, "editor")).toContain("reschedule");
  expect(allowed({ ...failed, publishAt: null }, "author")).toContain("reschedule");
});

test("who only reads is offered nothing", () => {
  for (const role of ROLES.filter((role) => role === "reviewer" || role === "viewer"))
    expect(allowed(planned, role)).toEqual([]);
});

test("what a network may hold can no longer change", () => {
  const locked = DELIVERY_STATES.filter((state) => isLocked([state]));
  expect(locked).toEqual(["sending", "unconfirmed", "published", "needs_attention"]);
  expect(allowed({ ...planned, deliveryStates: ["scheduled", "published"] }, "owner")).toEqual(["delete"]);
  expect(allowed({ ...planned, deliveryStates: ["sending"] }, "owner")).toEqual([]);
});

test("a draft is not in the plan, and one without channels has nowhere to go", () => {
  const draft = { ...planned, publishAt: null, deliveryStates: [null] };
  expect(allowed(draft, "owner")).toEqual(["edit", "reschedule", "publishNow", "delete"]);
  expect(allowed({ ...draft, channelCount: 0, deliveryStates: [] }, "owner")).toEqual(["edit", "delete"]);
});
