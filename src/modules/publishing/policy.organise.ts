import { Temporal } from "temporal-polyfill";
import { DomainError } from "@/kernel/errors";
import { instantOf, minuteMs, wallTimeOf } from "@/kernel/time";
import type { PostTiming } from "./schemas";
import type { RetimeChange } from "./schemas.organise";

/** When a post is planned for, as its row says. */
export interface PlannedTime {
  timing: PostTiming;
  publishAt: Date | null;
  wallTime: string | null;
  timeZone: string | null;
}

/**
 * The wall time that a change gives to a post. Days keep the time on the clock's face across a change of clocks;
 * minutes are counted as they pass.
 * @throws DomainError CONFLICT `post.not_scheduled`, `post.follows_another`; INVALID `time.skipped`.
 */
export function retimed(
  post: PlannedTime,
  change: RetimeChange,
  zone: string,
): { wallTime: string; timeZone: string } {
  if (post.timing === "after")
    throw new DomainError("CONFLICT", "post.follows_another", "This post goes out after another one");
  if (!post.publishAt) throw new DomainError("CONFLICT", "post.not_scheduled", "This post is not scheduled");
  const timeZone = post.timeZone ?? zone;
  const planned = Temporal.PlainDateTime.from(post.wallTime ?? wallTimeOf(post.publishAt, timeZone));
  const write = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: "minute" });
  if (change.by === "time")
    return { timeZone, wallTime: write(planned.withPlainTime(Temporal.PlainTime.from(change.time))) };
  if (change.by === "date") {
    const { year, month, day } = Temporal.PlainDate.from(change.date);
    return { timeZone, wallTime: write(planned.with({ year, month, day })) };
  }
  const shifted = write(planned.add({ days: change.days }));
  if (change.minutes === 0) return { timeZone, wallTime: shifted };
  // Without days the instant itself is the start: the wall time of an hour that happens twice would lose which one.
  const from = change.days === 0 ? post.publishAt : instantOf(shifted, timeZone);
  return { timeZone, wallTime: wallTimeOf(new Date(from.getTime() + change.minutes * minuteMs), timeZone) };
}
