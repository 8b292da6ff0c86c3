import { DomainError } from "@/kernel/errors";
import { ROLES, type Role } from "@/kernel/permissions";
import { dayMs } from "@/kernel/time";

/** How long an invitation stands. */
export const invitationLifetimeMs = 7 * dayMs;
/** A team larger than this has its own directory; the bound keeps a page of members one page. */
export const membersMax = 500;

const slugMaxLength = 40;

/** First segments of addresses that are not workspaces, and names that would pass for ours. */
const RESERVED_SLUGS = new Set(
  [
    "account admin api app assets auth blog billing change-password compose contact dashboard demo docs doctor download",
    "events favicon feed feeds forgot-password guide health help home images inbox inngest invitation invitations invite",
    "legal login logout mail manifest me media metrics new news null offers offline onboard onboarding pricing privacy profile",
    "public publify r review reviews reset-password robots root s search security settings setup share share-target shared sign-in sign-out sign-up signin signup",
    "site sitemap static status support system team terms test undefined upload uploads user users v1 verify",
    "verify-email webhook webhooks welcome well-known workspace workspaces www",
  ].flatMap((line) => line.split(" ")),
);

/** The address for a name: ASCII letters, digits and hyphens; empty when nothing of the name can be written so. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, slugMaxLength)
    .replace(/^-+|-+$/g, "");

/** Addresses to try for a name, the plain one first; `suffix` gives a few letters that nobody else has. */
export function slugCandidates(name: string, suffix: () => string): string[] {
  const base = slugOf(name);
  const usable = base.length >= 3 && !RESERVED_SLUGS.has(base) ? [base] : [];
  const stem = base || "workspace";
  return [...usable, ...Array.from({ length: 4 }, () => `${stem}-${suffix()}`)];
}

/** Tell whether `held` stands at least as high as `wanted`. */
export const isAtLeast = (held: Role, wanted: Role): boolean => ROLES.indexOf(held) <= ROLES.indexOf(wanted);

/** Stop one who would give, or touch, a role above his own. @throws DomainError FORBIDDEN `role.above_own`. */
export function mustStandAbove(own: Role, other: Role): void {
  if (isAtLeast(own, other)) return;
  throw new DomainError("FORBIDDEN", "role.above_own", "That role is above your own", {
    field: "role",
    details: { role: other },
  });
}

/** A workspace always has an owner. @throws DomainError CONFLICT `member.last_owner`. */
export function mustKeepAnOwner(change: { from: Role; to: Role | null; owners: number }): void {
  if (change.from !== "owner" || change.to === "owner" || change.owners > 1) return;
  throw new DomainError(
    "CONFLICT",
    "member.last_owner",
    "A workspace needs an owner: name another one first",
  );
}

export const INVITATION_STATUSES = ["pending", "accepted", "declined", "cancelled"] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** What has become of an invitation at `now`; a pending one that is too old has expired. */
export function invitationStateOf(
  invitation: { status: string; expiresAt: Date },
  now: Date,
): InvitationStatus | "expired" {
  if (invitation.status === "pending" && invitation.expiresAt <= now) return "expired";
  return INVITATION_STATUSES.find((status) => status === invitation.status) ?? "cancelled";
}
