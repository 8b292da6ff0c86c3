import { describe, expect, test } from "vitest";
import { newId } from "./ids";
import { authorise, can, PERMISSIONS, type Permission, ROLES, SCOPE_NAMES, SCOPES } from "./permissions";

/** The table in words: one column a role, in the order owner, admin, editor, author, reviewer, viewer. */
const MATRIX: Record<Permission, string> = {
  "workspace.read": "● ● ● ● ● ●",
  "workspace.update": "● ● · · · ·",
  "workspace.delete": "● · · · · ·",
  "member.manage": "● ● · · · ·",
  "audit.read": "● ● · · · ·",
  "apiKey.manage": "● ● · · · ·",
  "channel.read": "● ● ● ● ● ●",
  "channel.manage": "● ● · · · ·",
  "media.read": "● ● ● ● ● ●",
  "media.write": "● ● ● ● · ·",
  "post.read": "● ● ● ● ● ●",
  "post.write": "● ● ● ● · ·",
  "post.writeAny": "● ● ● · · ·",
  "post.review": "● ● ● · ● ·",
  "post.plan": "● ● ● ● · ·",
  "post.publish": "● ● ● · · ·",
  "delivery.resolve": "● ● ● · · ·",
  "queue.manage": "● ● ● · · ·",
  "plan.organise": "● ● ● ● · ·",
  "plan.share": "● ● ● · · ·",
  "snippet.write": "● ● ● ● · ·",
  "snippet.putIn": "● ● ● · · ·",
  "approval.configure": "● ● · · · ·",
  "comment.write": "● ● ● ● ● ·",
  "metrics.read": "● ● ● ● ● ●",
  "doctor.read": "● ● · · · ·",
};

const CELLS = (Object.keys(MATRIX) as Permission[]).flatMap((permission) =>
  ROLES.map((role, column) => ({ permission, role, allowed: MATRIX[permission].split(" ")[column] === "●" })),
);

describe("the permission table", () => {
  test("has a line in the matrix for each permission", () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(PERMISSIONS).sort());
  });

  test.each(CELLS)("$role, $permission: $allowed", ({ permission, role, allowed }) => {
    const caller = { actor: { type: "user" as const, userId: newId("user"), role } };
    expect(can(caller, permission)).toBe(allowed);
    if (allowed) expect(() => authorise(caller, permission)).not.toThrow();
    else expect(() => authorise(caller, permission)).toThrow(`This needs the permission ${permission}`);
  });

  test("gives a key what its scopes list, and never the management of people or keys", () => {
    for (const scope of SCOPE_NAMES) {
      const caller = { actor: { type: "apiKey" as const, apiKeyId: newId("apiKey"), scopes: [scope] } };
      const granted = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
        can(caller, permission),
      );
      expect(granted.sort()).toEqual([...SCOPES[scope]].sort());
      expect(granted).not.toContain("member.manage");
      expect(granted).not.toContain("apiKey.manage");
    }
  });
});
