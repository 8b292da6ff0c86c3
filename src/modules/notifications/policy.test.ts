import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Id, newId } from "@/kernel/ids";
import { ROLES, type Role } from "@/kernel/permissions";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { audienceOf, dedupeKeyOf, mailDueAt, pathOf, postWords, reaches, type Seat, toldOf } from "./policy";
import { KIND_RULES } from "./registry";
import { type ChannelChoice, NOTIFICATION_KINDS, sentenceValues } from "./schemas";

const seat = (role: Role): Seat => ({ userId: newId("user"), role });
const team = Object.fromEntries(ROLES.map((role) => [role, seat(role)])) as Record<Role, Seat>;
const seats = ROLES.map((role) => team[role]);
const rolesOf = (told: readonly { userId: Id<"user"> }[]) =>
  told.map(({ userId }) => seats.find((one) => one.userId === userId)?.role);
const off: ChannelChoice = { inApp: false, email: "off", push: false };

describe("who is concerned", () => {
  test.each([
    ["post.failed", ["owner", "admin", "editor", "author"]],
    ["post.published", ["author"]],
    ["post.approved_late", ["owner", "admin", "editor"]],
    ["channel.broken", ["owner", "admin"]],
    ["queue.empty", ["owner", "admin", "editor"]],
    ["approval.requested", ["owner", "admin", "editor", "reviewer"]],
    ["approval.decided", ["author"]],
    ["import.finished", ["author"]],
  ] as const)("%s: %j", (kind, roles) => {
    expect(rolesOf(audienceOf(kind, seats, { authorId: team.author.userId }))).toEqual(roles);
  });

  test("a mention concerns the mentioned, even one who can only look", () => {
    const named = [team.viewer.userId];
    expect(rolesOf(audienceOf("comment.mentioned", seats, { named }))).toEqual(["viewer"]);
  });

  test("nobody is told of what they did, nor twice, whatever the kind", () => {
    const kinds = fc.constantFrom(...NOTIFICATION_KINDS);
    const someone = fc.constantFrom(...seats);
    fc.assert(
      fc.property(kinds, someone, someone, (kind, actor, author) => {
        const involved = { actorId: actor.userId, authorId: author.userId, named: [actor.userId] };
        const told = toldOf(kind, seats, involved, new Map()).map(({ userId }) => userId);
        expect(told).not.toContain(actor.userId);
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });

  test("an author who has left the workspace is told nothing", () => {
    expect(audienceOf("post.published", seats, { authorId: newId("user") })).toEqual([]);
  });
});

describe("how they are told", () => {
  test("follows each one's own choice", () => {
    const mine: ChannelChoice = { inApp: true, email: "daily", push: false };
    const settings = new Map([
      [team.owner.userId, off],
      [team.admin.userId, mine],
    ]);
    const told = toldOf("post.failed", seats, {}, settings);
    expect(rolesOf(told)).toEqual(["admin", "editor"]);
    expect(told.map(({ choice }) => choice)).toEqual([mine, KIND_RULES["post.failed"].defaults]);
  });

  test("a failure that only somebody without rights would hear of goes to the owners too", () => {
    const settings = new Map([team.owner, team.admin, team.editor].map(({ userId }) => [userId, off]));
    const told = toldOf("post.failed", seats, { authorId: team.author.userId }, settings);
    expect(rolesOf(told)).toEqual(["author", "owner"]);
    expect(told.every(({ choice }) => reaches(choice))).toBe(true);
  });

  test("news that nobody has to act upon may be silenced by all", () => {
    const settings = new Map(seats.map(({ userId }) => [userId, off]));
    expect(toldOf("queue.empty", seats, {}, settings)).toEqual([]);
    expect(toldOf("comment.added", seats, { authorId: team.author.userId }, settings)).toEqual([]);
  });

  test("for every kind that must be heard, somebody who can act hears, whatever the settings", () => {
    const urgent = NOTIFICATION_KINDS.filter((kind) => KIND_RULES[kind].mustReach);
    const anyone = fc.subarray(seats);
    fc.assert(
      fc.property(fc.constantFrom(...urgent), anyone, (kind, silent) => {
        const settings = new Map(silent.map(({ userId }) => [userId, off]));
        const heard = toldOf(kind, seats, { authorId: team.author.userId }, settings);
        expect(
          audienceOf(kind, seats, {}).some(({ userId }) => heard.some((one) => one.userId === userId)),
        ).toBe(true);
      }),
    );
  });

  test("a published post is told to nobody who did not ask for it", () => {
    expect(toldOf("post.published", seats, { authorId: team.author.userId }, new Map())).toEqual([]);
  });
});

describe("when a mail leaves", () => {
  const now = new Date("2026-11-21T08:12:30Z");
  test("at once, at the full hour, in the morning, or never", () => {
    expect(mailDueAt("off", now, "Europe/Paris")).toBeNull();
    expect(mailDueAt("instant", now, "Europe/Paris")).toEqual(now);
    expect(mailDueAt("hourly", now, "Europe/Paris")).toEqual(new Date("2026-11-21T09:00:00Z"));
    expect(mailDueAt("daily", now, "Europe/Paris")).toEqual(new Date("2026-11-22T07:00:00Z"));
    expect(mailDueAt("daily", now, "America/New_York")).toEqual(new Date("2026-11-21T13:00:00Z"));
  });

  test("the morning is eight by the wall clock, within a day or so, in every zone and on every day", () => {
    const zones = [
      "Europe/Paris",
      "America/New_York",
      "Africa/Casablanca",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
    ];
    const instants = fc.date({
      min: new Date("2024-01-01"),
      max: new Date("2030-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (at, zone) => {
        const due = mailDueAt("daily", at, zone) ?? at;
        expect(wallTimeOf(due, zone).slice(11)).toBe("08:00");
        expect(due.getTime()).toBeGreaterThan(at.getTime());
        expect(due.getTime() - at.getTime()).toBeLessThanOrEqual(dayMs * (25 / 24));
      }),
    );
  });
});

describe("what is told once", () => {
  const now = new Date("2026-11-21T08:00:00Z");
  test("an event is one piece of news", () => {
    expect(dedupeKeyOf("post.failed", "event_1", {}, now)).toBe("event_1");
  });
  test("a channel that holds many posts is one a day", () => {
    const data = { channelId: "channel_1", reason: "channel_broken" };
    const [first, second] = ["event_1", "event_2"].map((id) => dedupeKeyOf("post.held", id, data, now));
    expect(first).toBe(second);
    expect(dedupeKeyOf("post.held", "event_1", data, new Date(now.getTime() + dayMs))).not.toBe(first);
    expect(dedupeKeyOf("post.held", "event_1", { ...data, reason: "upstream_failed" }, now)).toBe("event_1");
  });
});

test("a post is recognised by its title, or by how its text begins", () => {
  expect(postWords({ title: " Harbour ", body: "x" })).toBe("Harbour");
  expect(postWords({ title: null, body: "one\n\ntwo" })).toBe("one two");
  expect([...postWords({ title: "", body: "é".repeat(200) })]).toHaveLength(80);
  expect(postWords({ title: null, body: "" })).toBe("");
});

test("a sentence has words where a name is missing", () => {
  const missing = { post: "a post", actor: "Somebody", channel: "a channel", file: "a file" };
  expect(sentenceValues({ post: "", actor: null, channel: "Site", waiting: 0 }, missing)).toEqual({
    ...missing,
    ...{ channel: "Site", waiting: 0, accepted: 0, decision: "", drift: "" },
  });
});

test.each([
  ["post.failed", { postId: "post_1" }, "posts/post_1"],
  ["channel.broken", { channelId: "channel_1" }, "channels"],
  ["queue.empty", {}, "queue"],
  ["comment.mentioned", { postId: "post_1" }, "posts/post_1"],
] as const)("%s leads to its place", (kind, data, path) => {
  expect(pathOf(kind, data)).toBe(path);
});
