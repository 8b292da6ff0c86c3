import { Temporal } from "temporal-polyfill";
import type { Id } from "@/kernel/ids";
import { can, type Role } from "@/kernel/permissions";
import { hourMs } from "@/kernel/time";
import { KIND_RULES, type KindRule } from "./registry";
import {
  type ChannelChoice,
  dailyMailTime,
  type EmailChoice,
  type NotificationData,
  type NotificationKind,
} from "./schemas";

/** Somebody in the workspace. */
export interface Seat {
  userId: Id<"user">;
  role: Role;
  /** Ways that are closed to them, whatever they chose: no browser of theirs is told, their address is not confirmed. */
  without?: readonly ("push" | "email")[];
}

/** Whom an event speaks of. */
export interface Involved {
  authorId?: Id<"user"> | null;
  /** Who did it: they know already. */
  actorId?: Id<"user"> | null;
  /** Mentioned, or in the conversation. */
  named?: readonly Id<"user">[];
  /** They hear of it in another way. */
  except?: readonly Id<"user">[];
}

const may = ({ userId, role }: Seat, { who }: KindRule): boolean =>
  who !== undefined && can({ actor: { type: "user", userId, role } }, who);

/** The members who are concerned, in the order of the seats; never the one who did it. */
export function audienceOf(kind: NotificationKind, seats: readonly Seat[], involved: Involved): Seat[] {
  const rule = KIND_RULES[kind];
  const { authorId, actorId, named = [], except = [] } = involved;
  return seats.filter((seat) => {
    if (seat.userId === actorId || except.includes(seat.userId)) return false;
    if (rule.author && seat.userId === authorId) return true;
    if (rule.named && named.includes(seat.userId)) return true;
    return may(seat, rule);
  });
}

/** Tell whether a choice lets any word through to somebody with these ways closed. */
export const reaches = (
  { inApp, email, push }: ChannelChoice,
  without: NonNullable<Seat["without"]> = [],
): boolean => inApp || (push && !without.includes("push")) || (email !== "off" && !without.includes("email"));

export interface Told {
  userId: Id<"user">;
  choice: ChannelChoice;
}

/** It concerns an author who is not here any more, or none at all, and nobody else. */
const isOrphaned = (kind: NotificationKind, seats: readonly Seat[], involved: Involved): boolean =>
  KIND_RULES[kind].author === true &&
  !seats.some(({ userId }) => userId === involved.authorId) &&
  audienceOf(kind, seats, involved).length === 0;

/**
 * Who is told, and how: each by their own settings. When nobody who could act would hear of something that must be
 * heard, the owners are told as the kind does by default; what would concern nobody concerns the owners.
 */
export function toldOf(
  kind: NotificationKind,
  seats: readonly Seat[],
  involved: Involved,
  settings: ReadonlyMap<Id<"user">, ChannelChoice>,
): Told[] {
  const rule = KIND_RULES[kind];
  const choiceOf = (seat: Seat) => settings.get(seat.userId) ?? rule.defaults;
  const owners = seats.filter(({ userId, role }) => role === "owner" && userId !== involved.actorId);
  const concerned = isOrphaned(kind, seats, involved) ? owners : audienceOf(kind, seats, involved);
  const told = concerned.filter((seat) => reaches(choiceOf(seat), seat.without));
  const heard = told.some((seat) => may(seat, rule));
  const chosen = told.map((seat) => ({ userId: seat.userId, choice: choiceOf(seat) }));
  if (!rule.mustReach || heard) return chosen;
  return [...chosen, ...owners.map(({ userId }) => ({ userId, choice: rule.defaults }))];
}

/** When news of `now` leaves by e-mail; null when it does not. The morning is the workspace's. */
export function mailDueAt(email: EmailChoice, now: Date, zone: string): Date | null {
  if (email === "off") return null;
  if (email === "instant") return now;
  if (email === "hourly") return new Date((Math.floor(now.getTime() / hourMs) + 1) * hourMs);
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const morning = here.withPlainTime(dailyMailTime);
  const next =
    Temporal.ZonedDateTime.compare(morning, here) > 0
      ? morning
      : here.add({ days: 1 }).withPlainTime(dailyMailTime);
  return new Date(next.epochMilliseconds);
}

/** Where the thing itself is, below the workspace's address. */
export function pathOf(kind: NotificationKind, { postId, importId }: NotificationData): string {
  if (kind === "channel.broken") return "channels";
  if (kind === "queue.empty") return "queue";
  if (kind === "series.stalled") return "recurring";
  if (kind === "import.finished") return importId ? `import/${importId}` : "import";
  return postId ? `posts/${postId}` : "posts";
}

/** Words by which a post is recognised: its title, or how its text begins. */
export function postWords({ title, body }: { title: string | null; body: string }): string {
  const words = (title?.trim() || body).replace(/\s+/g, " ").trim();
  const letters = [...words];
  return letters.length <= 80 ? words : `${letters.slice(0, 79).join("").trimEnd()}…`;
}

/** Reasons that stop a whole channel: told once for all of its posts. */
const CHANNEL_REASONS = new Set(["channel_broken", "channel_unavailable", "queue_paused", "network_unwell"]);

/**
 * What makes two pieces of news the same for one person. A channel that stops holds many posts: that is one piece of
 * news a day; everything else is one an event.
 */
export function dedupeKeyOf(
  kind: NotificationKind,
  eventId: string,
  { channelId, reason }: NotificationData,
  now: Date,
): string {
  if (kind === "post.held" && CHANNEL_REASONS.has(String(reason)))
    return `held:${channelId}:${reason}:${now.toISOString().slice(0, 10)}`;
  return eventId;
}
