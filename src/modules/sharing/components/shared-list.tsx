import { CalendarDays } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatInstant } from "@/i18n/format";
import { EmptyState } from "@/ui/patterns/empty-state";
import { noonOf, postsByDay } from "../policy.month";
import type { SharedPost } from "../types";
import { OutsideBadge } from "./outside-state";
import { SharedPreview } from "./shared-preview";

/** The posts of a month in full: when, where, and as each network will show them. */
export function SharedList({ posts, zone }: { posts: readonly SharedPost[]; zone: string }) {
  const t = useTranslations("sharing.page");
  const locale = useLocale();
  if (posts.length === 0) return <EmptyState icon={CalendarDays} title={t("empty")} />;
  return (
    <ol className="grid grid-cols-1 gap-8">
      {[...postsByDay(posts, zone)].map(([day, ofDay]) => (
        <li key={day} className="grid grid-cols-1 gap-4">
          <h3 className="border-line border-b pb-1 font-semibold first-letter:uppercase">
            {formatInstant(noonOf(day), { zone: "UTC", locale, style: "weekday" })}
          </h3>
          {ofDay.map((post) => (
            <SharedItem key={post.id} post={post} zone={zone} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function SharedItem({ post, zone }: { post: SharedPost; zone: string }) {
  const t = useTranslations("sharing.page");
  const locale = useLocale();
  const time = formatInstant(post.publishAt, { zone, locale, style: "time" });
  return (
    <article
      id={post.id}
      className="scroll-mt-4 rounded-lg target:ring-2 target:ring-ring sm:grid sm:grid-cols-[6.5rem_minmax(0,1fr)] sm:gap-4"
    >
      <header className="mb-2 flex flex-wrap items-center gap-2 sm:grid sm:content-start sm:justify-items-start">
        <time dateTime={post.publishAt.toISOString()} className="tabular font-semibold text-lg">
          {time}
        </time>
        <OutsideBadge state={post.state} />
        {post.campaign && (
          <span className="text-ink-muted text-xs">{t("campaign", { name: post.campaign })}</span>
        )}
      </header>
      <ul className="grid min-w-0 grid-cols-1 gap-4 lg:grid-cols-2 print:grid-cols-2">
        {post.variants.map((variant) => (
          <li
            key={variant.channel.id}
            aria-label={t("on", { channel: `${variant.channel.name} (${variant.channel.networkName})` })}
            className="min-w-0 break-inside-avoid overflow-hidden rounded-lg border border-line bg-surface shadow-xs"
          >
            <SharedPreview post={post} variant={variant} />
          </li>
        ))}
        {post.variants.length === 0 && (
          <li className="whitespace-pre-wrap wrap-anywhere rounded-lg border border-line bg-surface p-4">
            {post.title && <p className="font-semibold">{post.title}</p>}
            {post.body || t("untitled")}
          </li>
        )}
      </ul>
    </article>
  );
}
