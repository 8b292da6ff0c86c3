import { createAccessControl } from "better-auth/plugins/access";
import { PERMISSIONS, type Permission, ROLES, type Role } from "@/kernel/permissions";

const ENTRIES = Object.entries(PERMISSIONS) as [Permission, readonly Role[]][];

/** Group `post.read`, `post.write`, … as better-auth writes them: `{ post: ["read", "write"] }`. */
function statementsOf(permissions: readonly Permission[]): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const permission of permissions) {
    const [resource = "", action = ""] = permission.split(".");
    (statements[resource] ??= []).push(action);
  }
  return statements;
}

/** The permission table in better-auth's terms: one truth, derived. */
export const accessControl = createAccessControl(statementsOf(ENTRIES.map(([permission]) => permission)));

/** What each role may do, for better-auth. */
export const accessRoles = Object.fromEntries(
  ROLES.map((role) => {
    const granted = ENTRIES.filter(([, roles]) => roles.includes(role)).map(([permission]) => permission);
    return [role, accessControl.newRole(statementsOf(granted))];
  }),
);
