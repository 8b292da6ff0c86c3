"use client";

import { useTranslations } from "next-intl";
import { minuteMs } from "@/kernel/time";
import { useNow } from "@/modules/publishing/components/post-clock";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { PostTime, RelativeTime } from "@/modules/publishing/components/post-time";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { EmptyState } from "@/ui/patterns/empty-state";
import { Section } from "@/ui/patterns/section";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Link } from "@/ui/primitives/link";
import type { PostSummary } from "../schemas";
import { ChannelMarks } from "./channel-marks";

export interface TodayNextProps {
  posts: readonly PostSummary[];
  mayWrite: boolean;
  zone: string;
  base: string;
}

/** The next posts to go out, each with the time that is left. */
export function TodayNext({ posts, mayWrite, zone, base }: TodayNextProps) {
  const t = useTranslations("planning.today");
  const untitled = useTranslations("planning.posts")("untitled");
  return (
    <Section
      title={t("nextUp")}
      actions={
        posts.length > 0 && (
          <Link href={`${base}/calendar`} className="text-sm">
            {t("calendar")}
          </Link>
        )
      }
    >
      {posts.length === 0 ? (
        <EmptyState
          className="py-8"
          title={t("nextUpEmpty")}
          action={mayWrite && <ButtonLink href={`${base}/compose`}>{t("nextUpAction")}</ButtonLink>}
        />
      ) : (
        <ol className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
          {posts.map((post) => (
            <li key={post.id} className="grid gap-1.5 px-4 py-3">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                {post.publishAt && (
                  <>
                    <RelativeTime
                      at={post.publishAt}
                      zone={zone}
                      className="tabular text-sm font-semibold text-accent-ink"
                    />
                    <PostTime at={post.publishAt} zone={zone} className="tabular text-xs text-ink-subtle" />
                  </>
                )}
              </div>
              <Link
                href={`${base}/posts/${post.id}`}
                tone="quiet"
                className="line-clamp-2 break-words font-medium"
              >
                {postLabelOf({ title: post.title, text: post.excerpt }) || untitled}
              </Link>
              <div className="flex flex-wrap items-center gap-3">
                <ChannelMarks channels={post.channels} />
                {post.state !== "scheduled" && <PostStateBadge state={post.state} />}
                <Overdue post={post} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

/** A post whose time has passed and that is not out: a network made it wait. */
function Overdue({ post: { state, publishAt } }: { post: PostSummary }) {
  const t = useTranslations("planning.today");
  const now = useNow();
  if (state !== "scheduled" || publishAt === null || now === null) return null;
  if (publishAt.getTime() + minuteMs > now) return null;
  return <span className="text-warning-ink text-xs">{t("overdue")}</span>;
}
