import type { ChannelState } from "@/modules/channels/schemas";
import type { DeliveryView, PostApproval, PostView } from "../schemas";
import { isAgreed, type PostRights } from "./post-rights";

/** What a delivery shows: its state, and for what waits also what it waits for. */
export type Face =
  | "waiting_post"
  | "waiting_part"
  | "scheduled"
  | "retrying"
  | "unwell"
  | "sending"
  | "unconfirmed"
  | "published"
  | "needs_attention"
  | "failed"
  | "missed"
  | "cancelled"
  | "held_channel"
  | "held_back"
  | "held_approval"
  | "held_late"
  | "held_queue"
  | "held_post"
  | "held_part"
  | "held_restored"
  | "held_place"
  | "held_other";

/** What can be done about it from its face. */
export const FACE_ACTIONS = [
  "reconnect",
  "approve",
  "resume",
  "upstream",
  "place",
  "sendNow",
  "sendAnyway",
  "retry",
  "reflow",
  "reschedule",
  "skip",
] as const;
export type FaceAction = (typeof FACE_ACTIONS)[number];

type Standing = Pick<DeliveryView, "state" | "reason" | "part" | "attemptsMade">;

/** Why a delivery stands still as of now: an approval that came after its time is missing no more. */
export const reasonNow = (reason: string | null, post: { approval: PostApproval }): string | null =>
  reason === "approval_missing" && isAgreed(post) ? "approved_late" : reason;

type Waiting = Pick<Standing, "reason" | "part">;

function heldFace({ reason, part }: Waiting, channel: ChannelState | undefined): Face {
  if (reason === "approval_missing") return "held_approval";
  if (reason === "queue_paused") return "held_queue";
  if (reason === "upstream_failed") return part > 0 ? "held_part" : "held_post";
  if (reason === "place_unknown") return "held_place";
  if (channel && channel !== "active") return "held_channel";
  if (reason === "approved_late") return "held_late";
  if (reason === "restored") return "held_restored";
  if (reason === "channel_back") return "held_back";
  // The delivery knows it first: a page that was open may still believe in its channel.
  if (reason === "channel_broken" || reason === "channel_unavailable") return "held_channel";
  return "held_other";
}

/** The face of a delivery, by its state, its reason, how its channel is doing and whether people agreed to its post. */
export function faceOf(
  delivery: Standing,
  channel: ChannelState | undefined,
  post: { approval: PostApproval },
): Face {
  const { state, reason, part, attemptsMade } = delivery;
  switch (state) {
    case "waiting":
      return part > 0 ? "waiting_part" : "waiting_post";
    case "scheduled":
      if (reason === "network_unwell") return "unwell";
      // A person who gave it another time took the reason away: it is planned, whatever was tried before.
      return attemptsMade > 0 && reason !== null ? "retrying" : "scheduled";
    case "leased":
    case "sending":
      return "sending";
    case "held":
      return heldFace({ reason: reasonNow(reason, post), part }, channel);
    default:
      return state;
  }
}

const RESOLVING: Record<Face, readonly FaceAction[]> = {
  waiting_post: ["upstream", "skip"],
  waiting_part: ["skip"],
  scheduled: [],
  retrying: [],
  unwell: [],
  sending: [],
  unconfirmed: [],
  published: [],
  needs_attention: [],
  failed: ["retry", "reschedule", "skip"],
  missed: ["sendNow", "reschedule", "skip"],
  cancelled: [],
  held_channel: ["reconnect", "skip"],
  held_back: ["sendNow", "reflow", "reschedule", "skip"],
  held_approval: ["approve", "skip"],
  held_late: ["sendNow", "reschedule", "skip"],
  held_queue: ["resume", "sendNow", "reschedule", "skip"],
  held_post: ["upstream", "sendAnyway", "reschedule", "skip"],
  held_part: ["skip"],
  held_restored: ["sendNow", "reschedule", "skip"],
  held_place: ["place", "skip"],
  held_other: ["sendNow", "reschedule", "skip"],
};
/** Actions that only lead somewhere: who may read may follow them. */
const LEADING: readonly FaceAction[] = ["upstream", "approve", "resume"];

/** What this person can do about a delivery with this face, the likeliest first. */
export const actionsOf = (face: Face, rights: Pick<PostRights, "resolve" | "manageChannels">): FaceAction[] =>
  RESOLVING[face].filter((action) => {
    if (action === "reconnect") return rights.manageChannels;
    return LEADING.includes(action) || rights.resolve;
  });

/** What is out before a part on its channel, of which nobody knows where it stands; the first such. */
export const unplacedBefore = (
  deliveries: readonly DeliveryView[],
  { channelId, part }: Pick<DeliveryView, "channelId" | "part">,
): DeliveryView | undefined =>
  deliveries
    .filter((one) => one.channelId === channelId && one.part < part)
    .filter(({ state, externalId }) => state === "published" && externalId === null)
    .sort((a, b) => a.part - b.part)[0];

const linkKeys = new Set(["url", "uri", "link", "href", "permalink"]);
const candidatesMax = 5;

/** Addresses that the network named when it was asked: one may be the post. What others stand under is the account's. */
export function candidatesOf(answers: readonly unknown[]): string[] {
  const found = new Set<string>();
  const walk = (value: unknown, key: string, depth: number): void => {
    if (depth > 6 || found.size >= candidatesMax) return;
    if (typeof value === "string") {
      if (linkKeys.has(key) && /^https?:\/\/\S+$/.test(value)) found.add(value);
    } else if (Array.isArray(value)) for (const item of value) walk(item, key, depth + 1);
    else if (value && typeof value === "object")
      for (const [name, item] of Object.entries(value)) walk(item, name, depth + 1);
  };
  for (const answer of answers) walk(answer, "", 0);
  const all = [...found];
  return all.filter((url) => !all.some((other) => other.startsWith(`${url}/`)));
}

/** Deliveries as ladders: what goes first on each channel, with what follows it, in order. */
export function laddersOf(
  deliveries: readonly DeliveryView[],
): { first: DeliveryView; parts: DeliveryView[] }[] {
  const byChannel = Map.groupBy(deliveries, ({ channelId }) => channelId);
  return [...byChannel.values()].flatMap((rows) => {
    const [first, ...parts] = rows.toSorted((a, b) => a.part - b.part);
    return first ? [{ first, parts }] : [];
  });
}

/** What stands around the deliveries of a channel on the page of their post. */
export interface DeliverySurroundings {
  post: PostView;
  /** Undefined while it is not known, and for a channel that is gone. */
  channelState: ChannelState | undefined;
  /** Where its account can be looked at. */
  profileUrl: string | null;
  rights: PostRights;
  zone: string;
  base: string;
}
