import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ROLES, type Role } from "@/kernel/permissions";
import {
  invitationStateOf,
  isAtLeast,
  mustKeepAnOwner,
  mustStandAbove,
  slugCandidates,
  slugOf,
} from "./policy";

describe("the address of a workspace", () => {
  test.each([
    ["Café Été", "cafe-ete"],
    ["  Œuvres & Cie  ", "oeuvres-cie"],
    ["ACME, Inc.", "acme-inc"],
    ["日本語", ""],
    ["a".repeat(60), "a".repeat(40)],
  ])("of %j is %j", (name, slug) => expect(slugOf(name)).toBe(slug));

  test("never starts or ends with a hyphen, and is the same when made again", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const slug = slugOf(name);
        expect(slug).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/);
        expect(slugOf(slug)).toBe(slug);
      }),
    );
  });

  test.each(["Admin", "api", "Sign in", "日本語", "x"])("of %j never is the plain word", (name) => {
    const [first] = slugCandidates(name, () => "abc123");
    expect(first).toMatch(/-abc123$/);
  });
});

describe("roles", () => {
  test("nobody stands above an owner, and everybody above a viewer", () => {
    for (const role of ROLES) {
      expect(isAtLeast("owner", role)).toBe(true);
      expect(isAtLeast(role, "viewer")).toBe(true);
      expect(isAtLeast(role, "owner")).toBe(role === "owner");
    }
  });

  test("nobody gives or touches a role above his own", () => {
    expect(() => mustStandAbove("admin", "owner")).toThrow("above your own");
    expect(() => mustStandAbove("admin", "admin")).not.toThrow();
  });

  const change = (from: Role, to: Role | null, owners: number) => () => mustKeepAnOwner({ from, to, owners });
  test("the last owner stays", () => {
    expect(change("owner", "admin", 1)).toThrow("needs an owner");
    expect(change("owner", null, 1)).toThrow("needs an owner");
    expect(change("owner", "owner", 1)).not.toThrow();
    expect(change("owner", null, 2)).not.toThrow();
    expect(change("admin", null, 1)).not.toThrow();
  });
});

test("an invitation expires at its instant, and only while it is pending", () => {
  const at = new Date("2026-11-21T10:00:00Z");
  const before = new Date(at.getTime() - 1);
  expect(invitationStateOf({ status: "pending", expiresAt: at }, before)).toBe("pending");
  expect(invitationStateOf({ status: "pending", expiresAt: at }, at)).toBe("expired");
  expect(invitationStateOf({ status: "accepted", expiresAt: at }, at)).toBe("accepted");
});
