"use client";

import { CalendarClock, CircleAlert, FileText, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { DriftList } from "@/modules/drift/components/drift-list";
import { minuteMs, secondMs } from "@/kernel/time";
import { pollDelayMs } from "@/modules/publishing/components/delivery-poll";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { StatCard } from "@/ui/patterns/stat-card";
import type { TodayView } from "../schemas";
import { FirstSteps } from "./first-steps";
import { TodayAttention } from "./today-attention";
import { TodayNext } from "./today-next";
import { TodayResults } from "./today-results";

export interface TodayProps {
  rights: PostRights;
  zone: string;
  base: string;
}

const restMs = minuteMs;
const movingMs = 3 * secondMs;

/** When to look again: often while something goes out, at the next planned time, and each minute at rest. */
export function todayPollMs(today: TodayView | undefined, now: Date): number {
  if (!today) return restMs;
  if (today.nextUp.some(({ state }) => state === "publishing")) return movingMs;
  const planned = today.nextUp.flatMap(({ publishAt }) =>
    publishAt ? [{ state: "scheduled" as const, dueAt: publishAt }] : [],
  );
  return Math.min(pollDelayMs(planned, now) || restMs, restMs);
}

const isUntouched = ({ nextUp, needsAttention, recentResults, counts }: TodayView): boolean =>
  nextUp.length + needsAttention.length + recentResults.length === 0 &&
  Object.values(counts).every((count) => count === 0);

/** The first page of a workspace: what is next, what needs somebody, what came of the last posts. */
export function Today({ rights, zone, base }: TodayProps) {
  const t = useTranslations("planning.today");
  const today = api.planning.today.useQuery(undefined, {
    staleTime: 0,
    refetchInterval: ({ state }) => todayPollMs(state.data, new Date()),
  });
  if (!today.data)
    return (
      <>
        <PageHeader title={t("title")} />
        {today.isError ? <QueryError query={today} /> : <ListSkeleton rows={4} />}
      </>
    );
  const { nextUp, needsAttention, recentResults, counts } = today.data;
  if (isUntouched(today.data))
    return (
      <>
        <PageHeader title={t("title")} />
        <FirstSteps rights={rights} zone={zone} base={base} />
      </>
    );
  return (
    <>
      <PageHeader title={t("title")} />
      <p role="status" className="sr-only">
        {t("announce", { scheduled: counts.scheduled, attention: counts.needsAttention })}
      </p>
      <TodayCounts counts={counts} base={base} />
      <div className="grid items-start gap-x-8 lg:grid-cols-2">
        <div className="min-w-0">
          <TodayAttention deliveries={needsAttention} rights={rights} zone={zone} base={base} />
          <DriftList zone={zone} base={base} />
          <TodayNext posts={nextUp} mayWrite={rights.write} zone={zone} base={base} />
        </div>
        <TodayResults deliveries={recentResults} zone={zone} base={base} />
      </div>
    </>
  );
}

function TodayCounts({ counts, base }: { counts: TodayView["counts"]; base: string }) {
  const t = useTranslations("planning.today");
  const format = useFormat();
  const cards = [
    { key: "scheduled", icon: CalendarClock, to: "scheduled", note: undefined },
    { key: "needsAttention", icon: CircleAlert, to: "attention", note: undefined },
    { key: "drafts", icon: FileText, to: "drafts", note: undefined },
    { key: "publishedLastWeek", icon: Send, to: "published", note: t("lastWeek") },
  ] as const;
  return (
    <ul aria-label={t("counts")} className="mb-8 grid grid-cols-2 gap-3 lg:grid-cols-4">
      {cards.map(({ key, icon, to, note }) => (
        <li key={key}>
          <Link href={`${base}/posts?state=${to}`} className="block h-full rounded-lg">
            <StatCard
              icon={icon}
              label={t(key)}
              value={format.number(counts[key])}
              note={note}
              className="h-full transition-colors hover:border-line-strong"
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}
