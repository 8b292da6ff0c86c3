"use client";

import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { freshChoice, recurrenceOfChoice } from "@/modules/series/components/recurrence-choice";
import type { QueuePosition } from "@/modules/queues/schemas";
import { writeRule } from "@/modules/series/schemas.rule";
import type { PostView } from "../schemas";
import { type JudgedTime, judgeTime } from "./composer-times";

export const PLAN_WAYS = ["time", "queue", "after", "repeat"] as const;
/** How a post gets its instant, as its author chooses. */
export type PlanWay = (typeof PLAN_WAYS)[number];

/** The post that another one waits for. */
export interface Upstream {
  postId: Id<"post">;
  publishAt: Date | null;
}

/** A plan that is complete enough to be asked of the server. */
export type PlanChoice =
  | { way: "time"; wallTime: string }
  | { way: "queue"; position: QueuePosition }
  | { way: "after"; afterPostId: Id<"post">; afterChannelId: Id<"channel"> | null; afterMinutes: number }
  | { way: "repeat"; startsAt: string; rule: string };

/** What a plan dialog holds while it is filled in. */
export interface PlanDraft {
  way: PlanWay;
  wallTime: string;
  position: QueuePosition;
  upstream: Upstream | null;
  afterChannelId: Id<"channel"> | null;
  afterMinutes: number;
  startsAt: string;
  rule: string;
}

/** A post two hours later than the one that it speaks of is what people mean most often. */
const afterMinutesDefault = 120;

/** The rule that repeats a post every week from a wall time on. */
export const weeklyFrom = (startsAt: string): string =>
  writeRule(recurrenceOfChoice(freshChoice(startsAt), startsAt));

/** What a dialog opens with: the post's own plan, else a time. */
export function planDraftOf(
  post: PostView | null,
  initial: { wallTime: string; startsAt: string },
): PlanDraft {
  const waits = post?.timing === "after" && post.afterPostId !== null;
  return {
    way: waits ? "after" : post?.timing === "queue" ? "queue" : "time",
    wallTime: initial.wallTime,
    position: "next",
    upstream: waits && post.afterPostId ? { postId: post.afterPostId, publishAt: null } : null,
    afterChannelId: waits ? post.afterChannelId : null,
    afterMinutes: waits ? post.afterMinutes : afterMinutesDefault,
    startsAt: initial.startsAt,
    rule: weeklyFrom(initial.startsAt),
  };
}

/** The plan as the server is asked for it; null while something is missing. */
export function choiceOfPlan(draft: PlanDraft, judged: JudgedTime): PlanChoice | null {
  const { way, wallTime, position, upstream, afterChannelId, afterMinutes, startsAt, rule } = draft;
  if (way === "time") return judged.status === "ready" ? { way, wallTime } : null;
  if (way === "queue") return { way, position };
  if (way === "after") return upstream && { way, afterPostId: upstream.postId, afterChannelId, afterMinutes };
  return startsAt === "" ? null : { way, startsAt, rule };
}

/** The instant for which allowances are looked at; null while nobody knows it. */
export function instantOfPlan(draft: PlanDraft, judged: JudgedTime, zone: string, now: Date): Date | null {
  const { way, upstream, afterMinutes, startsAt } = draft;
  if (way === "time") return judged.status === "ready" ? judged.at : null;
  if (way === "after")
    return upstream?.publishAt ? new Date(upstream.publishAt.getTime() + afterMinutes * minuteMs) : null;
  if (way === "queue") return null;
  const first = judgeTime(startsAt, zone, now);
  return first.status === "ready" ? first.at : null;
}

/** The plan under a person's hands. */
export function usePlan(start: () => PlanDraft, zone: string, now: () => Date) {
  const [draft, setDraft] = useState(start);
  const judged = judgeTime(draft.wallTime, zone, now());
  return {
    draft,
    judged,
    choice: choiceOfPlan(draft, judged),
    at: instantOfPlan(draft, judged, zone, now()),
    change: (part: Partial<PlanDraft>) => setDraft((before) => ({ ...before, ...part })),
  };
}
