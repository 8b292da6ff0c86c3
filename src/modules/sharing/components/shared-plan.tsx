import { ChevronLeft, ChevronRight, Globe, Lock } from "lucide-react";
import NextLink from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { formatInstant, formatZone } from "@/i18n/format";
import { wallTimeOf } from "@/kernel/time";
import { cn } from "@/ui/cn";
import { Badge } from "@/ui/primitives/badge";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";
import { MAIN_ID } from "@/ui/primitives/skip-link";
import { noonOf, type SharedMonthWindow } from "../policy.month";
import type { OpenShare, SharedPost } from "../types";
import { PrintButton } from "./print-button";
import { SharedList } from "./shared-list";
import { SharedMonth } from "./shared-month";

export interface SharedPlanProps {
  share: OpenShare;
  posts: readonly SharedPost[];
  truncated: boolean;
  window: SharedMonthWindow;
  now: Date;
  view: "month" | "list";
  base: string;
}

/** A plan as outsiders read it: a month as a grid or as a list of posts in full. */
export function SharedPlan(props: SharedPlanProps) {
  const { share, posts, truncated, window, now, view, base } = props;
  const t = useTranslations("sharing.page");
  const locale = useLocale();
  const { timeZone } = share;
  const day = `${window.month}-01`;
  const today = wallTimeOf(now, timeZone).slice(0, 10);
  const ofMonth = posts.filter(({ publishAt }) => wallTimeOf(publishAt, timeZone).startsWith(window.month));
  const hrefOf = (month: string, as = view) => `${base}?month=${month}&view=${as}`;
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-4 sm:px-8 print:max-w-none print:px-0">
      <header
        data-print=""
        className="flex flex-wrap items-center justify-between gap-3 border-line border-b py-5 print:py-2"
      >
        <div className="min-w-0">
          <p className="truncate text-ink-muted text-sm">{share.name}</p>
          <h1 className="break-words font-semibold text-2xl tracking-tight">
            {t("title", { workspace: share.workspaceName })}
          </h1>
        </div>
        <span className="flex items-center gap-2 print:hidden">
          <Badge>
            <Lock aria-hidden />
            {t("readOnly")}
          </Badge>
          <PrintButton />
        </span>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="grow py-5 outline-none print:py-2">
        <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
          <nav className="flex items-center gap-1 print:hidden">
            <ButtonLink href={hrefOf(window.previous)} size="icon" aria-label={t("previous")}>
              <ChevronLeft aria-hidden />
            </ButtonLink>
            <ButtonLink href={hrefOf(window.next)} size="icon" aria-label={t("next")}>
              <ChevronRight aria-hidden />
            </ButtonLink>
            <ButtonLink href={hrefOf(today.slice(0, 7))}>{t("today")}</ButtonLink>
          </nav>
          <h2 className="grow font-semibold text-lg first-letter:uppercase">
            {formatInstant(noonOf(day), { zone: "UTC", locale, style: "month" })}
            <span className="ml-3 font-normal text-ink-muted text-sm">
              {t("count", { count: ofMonth.length })}
            </span>
          </h2>
          <nav
            aria-label={t("views")}
            className="inline-flex rounded-md border border-line-strong/60 bg-surface p-0.5 shadow-xs print:hidden"
          >
            {(["month", "list"] as const).map((each) => (
              <NextLink
                key={each}
                href={hrefOf(window.month, each)}
                aria-current={view === each ? "page" : undefined}
                className={cn(
                  "inline-flex items-center rounded-sm px-3 py-1 font-medium text-sm pointer-coarse:min-h-10",
                  view === each ? "bg-accent-soft text-accent-ink" : "text-ink-muted hover:text-ink",
                )}
              >
                {t(each)}
              </NextLink>
            ))}
          </nav>
        </div>
        <p className="mb-4 flex items-center gap-1.5 text-ink-subtle text-xs">
          <Globe aria-hidden className="size-3.5" />
          {t("zone", { zone: formatZone(timeZone, { at: noonOf(day) }) })}
        </p>
        {truncated && <Banner tone="warning" title={t("truncated")} className="mb-4" />}
        {view === "month" ? (
          <SharedMonth
            {...{ posts, window, today, zone: timeZone, listHref: hrefOf(window.month, "list") }}
          />
        ) : (
          <SharedList posts={ofMonth} zone={timeZone} />
        )}
      </main>
      <footer className="border-line border-t py-5 text-ink-muted text-sm print:hidden">
        <NextLink href="/" className="rounded-xs hover:text-ink">
          {t("madeWith")}
        </NextLink>
      </footer>
    </div>
  );
}
