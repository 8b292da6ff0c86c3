import type { Caller } from "./context";
import { DomainError } from "./errors";

export const ROLES = ["owner", "admin", "editor", "author", "reviewer", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE = ROLES;
const WRITERS = ["owner", "admin", "editor", "author"] as const;
const PUBLISHERS = ["owner", "admin", "editor"] as const;
const MANAGERS = ["owner", "admin"] as const;

/** Who may do what, as data: one line an action. The cell-by-cell test holds the table to its words. */
export const PERMISSIONS = {
  "workspace.read": EVERYONE,
  "workspace.update": MANAGERS,
  "workspace.delete": ["owner"],
  "member.manage": MANAGERS,
  "audit.read": MANAGERS,
  "apiKey.manage": MANAGERS,
  "channel.read": EVERYONE,
  "channel.manage": MANAGERS,
  "media.read": EVERYONE,
  "media.write": WRITERS,
  "post.read": EVERYONE,
  "post.write": WRITERS,
  "post.writeAny": PUBLISHERS,
  "post.review": ["owner", "admin", "editor", "reviewer"],
  // Of what one may write: it goes out once somebody who may publish, or whom the policies name, agrees.
  "post.plan": WRITERS,
  "post.publish": PUBLISHERS,
  "delivery.resolve": PUBLISHERS,
  "queue.manage": PUBLISHERS,
  "plan.organise": WRITERS,
  "plan.share": PUBLISHERS,
  // Templates and hashtag sets are put into posts by hand; variables and signatures become part of whatever leaves.
  "snippet.write": WRITERS,
  "snippet.putIn": PUBLISHERS,
  "approval.configure": MANAGERS,
  "comment.write": ["owner", "admin", "editor", "author", "reviewer"],
  "metrics.read": EVERYONE,
  "doctor.read": MANAGERS,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** What an API key may be granted; each scope opens the actions that it lists. */
export const SCOPES = {
  "channels:read": ["workspace.read", "channel.read"],
  "channels:write": ["workspace.read", "channel.read", "channel.manage"],
  "media:write": ["workspace.read", "media.read", "media.write"],
  "posts:read": ["workspace.read", "channel.read", "media.read", "post.read"],
  "posts:write": [
    "workspace.read",
    "channel.read",
    "media.read",
    "post.read",
    "post.write",
    "post.writeAny",
    "plan.organise",
    "snippet.write",
    "comment.write",
  ],
  "snippets:write": [
    "workspace.read",
    "channel.read",
    "media.read",
    "post.read",
    "snippet.write",
    "snippet.putIn",
  ],
  "posts:publish": [
    "workspace.read",
    "channel.read",
    "post.read",
    "post.plan",
    "post.publish",
    "delivery.resolve",
    "queue.manage",
    "snippet.putIn",
  ],
  "metrics:read": ["workspace.read", "metrics.read"],
  "plan:share": ["workspace.read", "channel.read", "plan.share"],
} as const satisfies Record<string, readonly Permission[]>;
export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]];

const includes = <T extends string>(list: readonly T[], value: string): boolean =>
  (list as readonly string[]).includes(value);

/** Tell whether this caller may do `permission` in its workspace. */
export function can(caller: Pick<Caller, "actor">, permission: Permission): boolean {
  const { actor } = caller;
  if (actor.type === "system") return true;
  if (actor.type === "user") return includes(PERMISSIONS[permission], actor.role);
  return actor.scopes.some((scope) => includes(SCOPES[scope], permission));
}

/** Stop a caller who may not do `permission`. @throws DomainError FORBIDDEN `permission.missing`. */
export function authorise(caller: Pick<Caller, "actor">, permission: Permission): void {
  if (can(caller, permission)) return;
  throw new DomainError("FORBIDDEN", "permission.missing", `This needs the permission ${permission}`, {
    details: { permission },
  });
}
