import { wallTimeOf } from "@/kernel/time";
import { isLocked } from "@/modules/publishing/components/post-rights";
import type { PostSummary } from "../schemas";

/** A post as the calendar draws it. The calendar knows no zones: wall times are given to it as if they were UTC. */
export interface CalendarEvent {
  id: string;
  title: string;
  start: string;
  editable: boolean;
  extendedProps: { post: PostSummary };
}

/** Tell whether a post may be given another time: none of it is with a network. */
export const isMovable = (post: PostSummary): boolean => !isLocked(post.channels.map(({ state }) => state));

/** Posts as events at the wall times of a zone. */
export const eventsOf = (
  posts: readonly PostSummary[],
  { zone, mayMove }: { zone: string; mayMove: boolean },
): CalendarEvent[] =>
  posts.flatMap((post) =>
    post.publishAt
      ? [
          {
            id: post.id,
            title: post.title ?? post.excerpt,
            start: `${wallTimeOf(post.publishAt, zone)}:00Z`,
            editable: mayMove && isMovable(post),
            extendedProps: { post },
          },
        ]
      : [],
  );

/** The wall time behind an instant that the calendar gives back. */
export const wallTimeOfMarker = (marker: Date): string => marker.toISOString().slice(0, 16);

/** Posts by the day on which they go out in a zone, in order, within the days of a list. */
export function daysOf(
  posts: readonly PostSummary[],
  { zone, firstDay, lastDay }: { zone: string; firstDay: string; lastDay: string },
): { day: string; posts: PostSummary[] }[] {
  const byDay = Map.groupBy(
    posts.filter(({ publishAt }) => publishAt !== null),
    ({ publishAt }) => wallTimeOf(publishAt ?? new Date(0), zone).slice(0, 10),
  );
  return [...byDay]
    .filter(([day]) => day >= firstDay && day <= lastDay)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([day, posts]) => ({ day, posts }));
}

/** The posts of a window after one of them was moved to an instant. */
export const withMoved = (
  posts: readonly PostSummary[],
  moved: Pick<PostSummary, "id" | "publishAt" | "wallTime" | "timeZone">,
): PostSummary[] =>
  posts
    .map((post) => (post.id === moved.id ? { ...post, ...moved } : post))
    .sort((a, b) => (a.publishAt?.getTime() ?? 0) - (b.publishAt?.getTime() ?? 0));
