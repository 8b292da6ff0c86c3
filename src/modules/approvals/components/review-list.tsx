"use client";

import { ClipboardCheck, MessageSquareWarning, Send } from "lucide-react";
import NextLink from "next/link";
import { useNow, useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useFormat } from "@/i18n/use-format";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import type { ChannelView } from "@/modules/channels/schemas";
import { api, type RouterOutputs } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { Card } from "@/ui/primitives/card";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { useCurrentInSight } from "@/ui/primitives/use-current-in-sight";
import { REVIEW_LANES, type ReviewLane } from "../schemas";

const ICON = { internal: ClipboardCheck, client: Send, changes: MessageSquareWarning } as const;

interface ReviewListProps {
  zone: string;
  base: string;
}

/** What waits for an answer before it goes out: for the team, with clients, and what came back. */
export function ReviewList({ zone, base }: ReviewListProps) {
  const t = useTranslations("approvals.list");
  const [lane, setLane] = useQueryState("lane", parseAsStringLiteral(REVIEW_LANES).withDefault("internal"));
  const row = useCurrentInSight<HTMLDivElement>("[data-state=active]", lane);
  const counts = api.approvals.counts.useQuery(undefined, { staleTime: 10_000 }).data;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Tabs value={lane} onValueChange={(value) => void setLane(value as ReviewLane)}>
        <TabsList ref={row} aria-label={t("title")}>
          {REVIEW_LANES.map((one) => (
            <TabsTrigger key={one} value={one}>
              {t(`lane.${one}`)}
              {counts && counts[one] > 0 && <Badge className="tabular">{counts[one]}</Badge>}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value={lane}>
          <Lane lane={lane} zone={zone} base={base} />
        </TabsContent>
      </Tabs>
    </>
  );
}

function Lane({ lane, zone, base }: ReviewListProps & { lane: ReviewLane }) {
  const t = useTranslations("approvals.list");
  const reviews = api.approvals.reviews.useInfiniteQuery(
    { lane, limit: 25 },
    { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, staleTime: 0 },
  );
  const { data: channels } = api.channels.list.useQuery({});
  const channelOf = new Map(channels?.items.map((channel) => [channel.id, channel]));
  if (!reviews.data) return reviews.isError ? <QueryError query={reviews} /> : <ListSkeleton rows={4} />;
  const items = reviews.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState
        icon={ICON[lane]}
        title={t(`empty.${lane}.title`)}
        description={t(`empty.${lane}.description`)}
      />
    );
  return (
    <div className="grid gap-3">
      <ul className="grid gap-3">
        {items.map((item) => (
          <li key={item.approvalId}>
            <ReviewRow item={item} channelOf={channelOf} zone={zone} base={base} />
          </li>
        ))}
      </ul>
      {reviews.hasNextPage && (
        <div className="grid justify-items-center">
          <Button loading={reviews.isFetchingNextPage} onClick={() => void reviews.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface ReviewRowProps extends ReviewListProps {
  item: RouterOutputs["approvals"]["reviews"]["items"][number];
  channelOf: ReadonlyMap<string, ChannelView>;
}

function ReviewRow({ item, channelOf, zone, base }: ReviewRowProps) {
  const t = useTranslations("approvals.list");
  const format = useFormat();
  const now = useNow();
  const { requestedByName, requestedAt, note, decidedByName } = item;
  const name = item.title || item.text.split("\n")[0]?.trim() || t("untitled");
  const when = format.relative(requestedAt, now);
  return (
    <Card className="relative grid gap-2 p-4 transition-colors hover:border-line-strong sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <NextLink
          href={`${base}/posts/${item.postId}`}
          aria-label={t("open", { name })}
          // The whole card is pressed; the link is its only stop for the keyboard.
          className="min-w-0 grow basis-60 break-words rounded-sm font-medium after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2"
        >
          {name}
        </NextLink>
        <span className="flex gap-1">
          {item.channelIds.map((id) => {
            const channel = channelOf.get(id);
            return (
              channel && (
                <span key={id} title={channel.name}>
                  <NetworkIcon icon={channel.icon} className="size-6 rounded-md" />
                  <span className="sr-only">{channel.name}</span>
                </span>
              )
            );
          })}
        </span>
      </div>
      {item.title && <p className="line-clamp-2 break-words text-ink-muted text-sm">{item.text}</p>}
      {note && (
        <p className="break-words rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-ink">
          {decidedByName ? t("said", { name: decidedByName, note }) : note}
        </p>
      )}
      {/* The page may arrive a second later than it was drawn. */}
      <p suppressHydrationWarning className="flex flex-wrap gap-x-3 text-ink-subtle text-xs">
        <Timing publishAt={item.publishAt} now={now} zone={zone} />
        <span suppressHydrationWarning>
          {requestedByName ? t("asked", { name: requestedByName, when }) : t("askedNobody", { when })}
        </span>
      </p>
    </Card>
  );
}

function Timing({ publishAt, now, zone }: { publishAt: Date | null; now: Date; zone: string }) {
  const t = useTranslations("approvals.list");
  const format = useFormat();
  if (!publishAt) return <span>{t("unplanned")}</span>;
  const when = (
    <time dateTime={publishAt.toISOString()}>
      {t("goes", { when: format.instant(publishAt, zone, "slot") })}
    </time>
  );
  if (publishAt > now) return when;
  return <span className="font-medium text-danger-ink">{t("late")}</span>;
}
