import { useLocale, useTranslations } from "next-intl";
import { formatInstant } from "@/i18n/format";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { cn } from "@/ui/cn";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import { SOFT_TONE } from "@/ui/tone";
import { noonOf, postsByDay, type SharedMonthWindow } from "../policy.month";
import { outsideStateOf } from "../schemas";
import type { SharedPost } from "../types";
import { OUTSIDE_LOOK } from "./outside-state";

export interface SharedMonthProps {
  posts: readonly SharedPost[];
  window: SharedMonthWindow;
  today: string;
  zone: string;
  /** Where each post stands in full, under its id. */
  listHref: string;
}

/** A month as a sheet of weeks; on a phone, and for who listens, its days in order. */
export function SharedMonth({ posts, window, today, zone, listHref }: SharedMonthProps) {
  const t = useTranslations("sharing.page");
  const locale = useLocale();
  const byDay = postsByDay(posts, zone);
  const dayName = (day: string) => formatInstant(noonOf(day), { zone: "UTC", locale, style: "weekday" });
  const days = window.weeks.flat().filter((day) => day.startsWith(window.month));
  const busy = days.filter((day) => byDay.has(day));
  return (
    <>
      {busy.length === 0 && <p className="py-6 text-center text-ink-muted">{t("empty")}</p>}
      <table className="hidden w-full table-fixed border-collapse border border-line bg-surface text-sm md:table print:table">
        <caption className="sr-only">{t("days")}</caption>
        <thead>
          <tr>
            {(window.weeks[0] ?? []).map((day) => (
              <th
                key={day}
                scope="col"
                className="border border-line bg-canvas px-2 py-1.5 text-left font-medium text-ink-subtle text-xs first-letter:uppercase"
              >
                <span className="inline-block first-letter:uppercase">{dayName(day).split(/[\s,]/)[0]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {window.weeks.map((week) => (
            <tr key={week[0]} className="break-inside-avoid">
              {week.map((day) => (
                <td
                  key={day}
                  className={cn(
                    "h-28 border border-line p-1 align-top print:h-20",
                    !day.startsWith(window.month) && "bg-sunken/60 text-ink-subtle",
                  )}
                >
                  <time
                    dateTime={day}
                    aria-current={day === today ? "date" : undefined}
                    className={cn(
                      "tabular mb-1 inline-grid size-6 place-items-center rounded-full text-xs",
                      day === today && "bg-accent font-semibold text-on-accent",
                    )}
                  >
                    {Number(day.slice(8))}
                  </time>
                  <ul className="grid grid-cols-1 gap-1">
                    {(byDay.get(day) ?? []).map((post) => (
                      <Chip key={post.id} {...{ post, zone, listHref }} />
                    ))}
                  </ul>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ol className="grid grid-cols-1 gap-5 md:hidden print:hidden">
        {busy.map((day) => (
          <li key={day} className="grid grid-cols-1 gap-2">
            <h3 className="font-semibold text-sm first-letter:uppercase">{dayName(day)}</h3>
            <ul className="grid grid-cols-1 gap-1.5">
              {(byDay.get(day) ?? []).map((post) => (
                <Chip key={post.id} {...{ post, zone, listHref }} large />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}

interface ChipProps {
  post: SharedPost;
  zone: string;
  listHref: string;
  large?: boolean;
}

function Chip({ post, zone, listHref, large = false }: ChipProps) {
  const t = useTranslations("sharing");
  const locale = useLocale();
  const state = outsideStateOf(post.state);
  const { tone, icon: Icon } = STATUS_LOOK[OUTSIDE_LOOK[state]];
  const title = postLabelOf({ title: post.title, text: post.body }) || t("page.untitled");
  return (
    <li className="min-w-0">
      <a
        href={`${listHref}#${post.id}`}
        className={cn(
          "flex min-w-0 items-center gap-1 rounded-sm border print:items-start print:border-0 print:bg-transparent print:p-0",
          large ? "min-h-11 px-2.5 py-2 text-sm" : "px-1 py-0.5 text-xs leading-5",
          SOFT_TONE[tone],
        )}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="tabular shrink-0 font-semibold">
          {formatInstant(post.publishAt, { zone, locale, style: "time" })}
        </span>
        <span className="min-w-0 grow truncate print:whitespace-normal">{title}</span>
        <span className="sr-only">
          {[t(`state.${state}`), ...post.variants.map(({ channel }) => channel.name)].join(", ")}
        </span>
        <span className="-space-x-1 flex shrink-0 max-lg:hidden print:hidden">
          {post.variants.slice(0, large ? 4 : 2).map(({ channel }) => (
            <NetworkIcon
              key={channel.id}
              icon={channel.icon}
              className="size-3.5 rounded-xs ring-1 ring-surface"
            />
          ))}
        </span>
      </a>
    </li>
  );
}
