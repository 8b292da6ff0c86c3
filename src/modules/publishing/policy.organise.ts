import { Temporal } from "temporal-polyfill";
import { DomainError } from "@/kernel/errors";
import { instantOf, meantTimeOf, minuteMs, wallTimeOf } from "@/kernel/time";
import type { PostTiming } from "./schemas";
import type { RetimeChange } from "./schemas.organise";

/** When a post is planned for, as its row says. */
export interface PlannedTime {
  timing: PostTiming;
  publishAt: Date | null;
  wallTime: string | null;
  timeZone: string | null;
}

/** A time that a person meant, with the instant that it is. */
export interface NewTime {
  wallTime: string;
  timeZone: string;
  publishAt: Date;
}

const asMeant = (publishAt: Date, timeZone: string): NewTime => ({
  wallTime: meantTimeOf(publishAt, timeZone),
  timeZone,
  publishAt,
});

const write = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: "minute" });

/**
 * When a change has a post go out. Days keep the time on the clock's face across a change of clocks; minutes are
 * counted as they pass, through an hour that happens twice too.
 * @throws DomainError CONFLICT `post.not_scheduled`, `post.follows_another`; INVALID `time.skipped`.
 */
export function retimed(post: PlannedTime, change: RetimeChange, zone: string): NewTime {
  if (post.timing === "after")
    throw new DomainError("CONFLICT", "post.follows_another", "This post goes out after another one");
  const { publishAt } = post;
  if (!publishAt) throw new DomainError("CONFLICT", "post.not_scheduled", "This post is not scheduled");
  const timeZone = post.timeZone ?? zone;
  const planned = Temporal.PlainDateTime.from(post.wallTime ?? wallTimeOf(publishAt, timeZone));
  // A time that stays on the clock's face stays the instant: the face alone would lose which of two hours it is.
  const meant = (face: Temporal.PlainDateTime): NewTime => {
    return asMeant(face.equals(planned) ? publishAt : instantOf(write(face), timeZone), timeZone);
  };
  if (change.by === "time") return meant(planned.withPlainTime(Temporal.PlainTime.from(change.time)));
  if (change.by === "date") {
    const { year, month, day } = Temporal.PlainDate.from(change.date);
    return meant(planned.with({ year, month, day }));
  }
  const from = meant(planned.add({ days: change.days }));
  if (change.minutes === 0) return from;
  const at = new Date(from.publishAt.getTime() + change.minutes * minuteMs);
  return asMeant(at, timeZone);
}
