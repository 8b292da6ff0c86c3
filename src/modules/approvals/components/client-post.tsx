"use client";

import { CalendarClock, ExternalLink, Hammer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { Card } from "@/ui/primitives/card";
import { Link } from "@/ui/primitives/link";
import { Skeleton } from "@/ui/primitives/skeleton";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import type { ReviewPostState } from "../schemas";
import { ApprovalChanges } from "./approval-changes";
import { ClientAnswer } from "./client-answer";
import { ClientComments } from "./client-comments";
import { ClientPreviews } from "./client-previews";
import type { ClientPage, ClientPostView } from "./client-types";
import { useNearby } from "./use-nearby";

const LOOK: Record<ReviewPostState, StatusKind> = {
  open: "planned",
  approved: "done",
  changes_requested: "attention",
  preparing: "paused",
};

interface ClientPostProps {
  token: string;
  summary: ClientPage["posts"][number];
  page: ClientPage;
  number: number;
  /** Loaded at once, not when it comes near. */
  eager: boolean;
}

/** One post for a client: when it goes out, how it will look, what they say to it. */
export function ClientPost({ token, summary, page, number, eager }: ClientPostProps) {
  const t = useTranslations("approvals.client");
  const titleId = useId();
  const card = useRef<HTMLElement>(null);
  const near = useNearby(card, eager);
  const { postId, state } = summary;
  const post = api.approvals.reviewPost.useQuery({ token, postId }, { enabled: near, staleTime: 5_000 });
  return (
    <article ref={card} aria-labelledby={titleId} className="scroll-mt-24">
      <Card className="overflow-hidden">
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-3 sm:px-5">
          <div className="grid gap-0.5">
            <h2 id={titleId} className="text-ink-subtle text-xs">
              {t("number", { number, total: page.posts.length })}
            </h2>
            <When summary={summary} zone={page.workspace.timeZone} />
          </div>
          <StatusBadge kind={LOOK[state]}>{t(`state.${state}`)}</StatusBadge>
        </header>
        {post.data ? (
          <Body token={token} post={post.data} page={page} />
        ) : post.isError ? (
          <QueryError query={post} title={t("failed.title")} className="m-4" />
        ) : (
          <div aria-hidden className="grid gap-3 p-5">
            <Skeleton className="h-5 w-2/3" />
            <Skeleton className="h-48 w-full" />
          </div>
        )}
      </Card>
    </article>
  );
}

function When({ summary, zone }: { summary: ClientPostProps["summary"]; zone: string }) {
  const t = useTranslations("approvals.client");
  const format = useFormat();
  const { publishAt, timeZone } = summary;
  const own = timeZone ?? zone;
  return (
    <p className="flex items-start gap-2 font-medium text-sm">
      <CalendarClock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />
      {publishAt ? (
        <time dateTime={publishAt.toISOString()}>
          {t("when", { when: format.instant(publishAt, own, "full"), zone: own.replaceAll("_", " ") })}
        </time>
      ) : (
        t("whenUnknown")
      )}
    </p>
  );
}

function Body({ token, post, page }: { token: string; post: ClientPostView; page: ClientPage }) {
  const t = useTranslations("approvals");
  const { shown } = post;
  return (
    <div className="grid gap-5 p-4 sm:p-5">
      {shown ? (
        <>
          {shown.changes && shown.changes.list.length > 0 && (
            <section className="grid gap-3 rounded-lg border border-info-line bg-info-soft p-3">
              <h3 className="font-medium text-info-ink text-sm">{t("diff.titleClient")}</h3>
              <ApprovalChanges changes={shown.changes.list} label={t("diff.titleClient")} />
            </section>
          )}
          <ClientPreviews shown={shown} />
          {shown.live.length > 0 && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {shown.live.map(({ url, channelName }) => (
                <li key={url}>
                  <Link
                    href={url}
                    target="_blank"
                    rel="noreferrer"
                    className="inline-flex items-center gap-1.5"
                  >
                    {t("client.live", { name: channelName })}
                    <ExternalLink aria-hidden className="size-3.5" />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <div className="flex items-start gap-3 text-sm">
          <Hammer aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />
          <div>
            <p className="font-medium">{t("client.preparing.title")}</p>
            <p className="text-ink-muted">{t("client.preparing.body")}</p>
          </div>
        </div>
      )}
      <ClientAnswer token={token} post={post} zone={page.workspace.timeZone} />
      <ClientComments token={token} post={post} me={page.name} />
    </div>
  );
}
