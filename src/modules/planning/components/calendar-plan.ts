import { meantTimeOf, wallTimeOf } from "@/kernel/time";
import { isLocked } from "@/modules/publishing/components/post-rights";
import { ATTENTION_STATES, type PlannedPost, type PostSummary } from "../schemas";
import type { GridView } from "../schemas.grid";
import { timeOnDay } from "./calendar-window";

/** Tell whether a post may be given another time: none of it is with a network, and the caller may plan it. */
export const isMovable = (post: PlannedPost): boolean =>
  post.canPlan && !isLocked(post.channels.map(({ state }) => state));

/** Tell whether a post waits for a person. */
export const isWaiting = ({ state }: Pick<PlannedPost, "state">): boolean =>
  (ATTENTION_STATES as readonly PlannedPost["state"][]).includes(state);

/** A place of the calendar on which a post can be put: a day, or an hour of one. */
export interface Place {
  key: string;
  /** Where in its hour, from 0 to 1; days have no such place. */
  share: number;
}

const quarterMinutes = 15;

/**
 * The wall time that a drop means. A day keeps the post's time of day; an hour is cut into quarters.
 * A draft, which has no time of day, takes the first that suits; null when no time of that day is left.
 */
export function wallTimeAt({ key, share }: Place, post: PlannedPost, zone: string, now: Date): string | null {
  if (key.length > 10) {
    const quarter = Math.min(3, Math.max(0, Math.floor(share * 4)));
    return `${key}:${String(quarter * quarterMinutes).padStart(2, "0")}`;
  }
  const planned = post.publishAt && meantTimeOf(post.publishAt, zone);
  if (planned) return planned.startsWith(key) ? planned : `${key}${planned.slice(10, 16)}`;
  return timeOnDay(key, zone, now);
}

/** A window after a post was given another time: it leaves its cell for another, or for none of this window. */
export function withMoved(
  grid: GridView,
  post: PlannedPost,
  moved: Pick<PlannedPost, "publishAt" | "wallTime" | "timeZone">,
  zone: string,
): GridView {
  const keyAt = (at: Date | null) => at && wallTimeOf(at, zone).slice(0, grid.by === "day" ? 10 : 13);
  const [from, to] = [keyAt(post.publishAt), keyAt(moved.publishAt)];
  const next: PlannedPost = { ...post, ...moved, timing: "time" };
  if (post.state === "draft") next.state = "scheduled";
  const items = [...grid.items.filter(({ id }) => id !== post.id), next].sort(
    (a, b) => (a.publishAt?.getTime() ?? 0) - (b.publishAt?.getTime() ?? 0),
  );
  const order = new Map(items.map(({ id }, index) => [id, index]));
  const waiting = isWaiting(post) ? 1 : 0;
  const without = grid.cells.map((cell) =>
    cell.key === from
      ? {
          ...{ key: cell.key, count: cell.count - 1, attention: cell.attention - waiting },
          postIds: cell.postIds.filter((id) => id !== post.id),
        }
      : cell,
  );
  const known = without.some(({ key }) => key === to);
  const empty = { count: 0, attention: 0, postIds: [] };
  const cells = (known || !to ? without : [...without, { key: to, ...empty }]).map((cell) =>
    cell.key === to
      ? {
          ...{ key: to, count: cell.count + 1, attention: cell.attention + waiting },
          postIds: [...cell.postIds, post.id].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
        }
      : cell,
  );
  return {
    ...grid,
    items,
    cells: cells.filter(({ count }) => count > 0),
    total: grid.total + (from ? 0 : 1),
  };
}

/** Posts in order with a heading before each new day, as lines of one long list. */
export type Line =
  | { kind: "day"; key: string; day: string }
  | { kind: "post"; key: string; post: PostSummary };

/** Cut posts, which are in order, by the days of a zone. */
export function linesOf(posts: readonly PostSummary[], zone: string): Line[] {
  let last = "";
  return posts.flatMap((post): Line[] => {
    if (!post.publishAt) return [];
    const day = wallTimeOf(post.publishAt, zone).slice(0, 10);
    const line: Line = { kind: "post", key: post.id, post };
    if (day === last) return [line];
    last = day;
    return [{ kind: "day", key: day, day }, line];
  });
}
