import { createHash } from "node:crypto";
import ical, { ICalEventStatus } from "ical-generator";
import { minuteMs, secondMs } from "@/kernel/time";
import { outsideStateOf } from "./schemas";
import type { SharedPost } from "./types";

/** A post takes no time of its own; programs draw what is shorter badly. */
const eventMs = 15 * minuteMs;
const summaryMax = 80;
/** How often a program is asked to look. */
const refreshSeconds = 15 * 60;

/** The words of a feed, in the workspace's language. */
export interface FeedWords {
  name: string;
  untitled: string;
  channels: (channels: string) => string;
  campaign: (campaign: string) => string;
  state: (state: ReturnType<typeof outsideStateOf>) => string;
}

const summaryOf = ({ title, body }: SharedPost, untitled: string): string => {
  const line = (title ?? body).trim().split("\n")[0]?.trim() ?? "";
  const letters = [...line];
  return letters.length > summaryMax ? `${letters.slice(0, summaryMax - 1).join("")}…` : line || untitled;
};

const descriptionOf = (post: SharedPost, words: FeedWords): string => {
  const channels = post.variants.map(({ channel }) => `${channel.name} (${channel.networkName})`).join(", ");
  const facts = [
    words.state(outsideStateOf(post.state)),
    channels && words.channels(channels),
    post.campaign && words.campaign(post.campaign),
    ...new Set(post.variants.flatMap(({ url }) => url ?? [])),
  ];
  return [post.body.trim(), facts.filter(Boolean).join("\n")].filter(Boolean).join("\n\n");
};

/**
 * A plan as iCalendar: one event a post, the same UID for ever, a SEQUENCE that rises with each change. Nothing in it
 * depends on when it is made, so that an unchanged plan is an unchanged file.
 */
export function feedOf(posts: readonly SharedPost[], words: FeedWords): string {
  const calendar = ical({
    name: words.name,
    prodId: { company: "Publify", product: "Plan" },
    ttl: refreshSeconds,
  });
  for (const post of posts)
    calendar.createEvent({
      id: `${post.id}@publify`,
      // Another time is a change too, though no edit: seconds since its making rise with whatever changes.
      sequence: post.revision + Math.floor((post.updatedAt.getTime() - post.createdAt.getTime()) / secondMs),
      stamp: post.updatedAt,
      lastModified: post.updatedAt,
      start: post.publishAt,
      end: new Date(post.publishAt.getTime() + eventMs),
      summary: summaryOf(post, words.untitled),
      description: descriptionOf(post, words),
      categories: post.campaign ? [{ name: post.campaign }] : [],
      status: ICalEventStatus.CONFIRMED,
    });
  // A content line holds no control characters (RFC 5545, 3.1): one makes a whole calendar unreadable.
  return calendar.toString().replace(/[^\P{Cc}\t\r\n]/gu, "");
}

/** The validator of an answer: strong, by its bytes. */
export const etagOf = (text: string): string =>
  `"${createHash("sha256").update(text).digest("base64url").slice(0, 32)}"`;
