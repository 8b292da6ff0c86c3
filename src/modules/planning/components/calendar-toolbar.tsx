"use client";

import { ChevronLeft, ChevronRight, Globe, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { NetworkMark } from "@/modules/publishing/components/delivery-network";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { CALENDAR_VIEWS, type CalendarView } from "./calendar-window";

export interface CalendarToolbarProps {
  range: string;
  zone: string;
  /** An instant within the range: the offset of the zone is told as it is then. */
  at: Date;
  view: CalendarView;
  onView: (view: CalendarView) => void;
  onStep: (direction: -1 | 1) => void;
  onToday: () => void;
  channelIds: readonly string[];
  onChannels: (channelIds: string[]) => void;
}

/** Which time is shown, by which clocks, for which channels, and how. */
export function CalendarToolbar(props: CalendarToolbarProps) {
  const { range, zone, at, view, onView, onStep, onToday, channelIds, onChannels } = props;
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  return (
    <div className="mb-4 grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex items-center gap-1">
          <IconButton label={t("previous")} variant="secondary" onClick={() => onStep(-1)}>
            <ChevronLeft aria-hidden />
          </IconButton>
          <IconButton label={t("next")} variant="secondary" onClick={() => onStep(1)}>
            <ChevronRight aria-hidden />
          </IconButton>
          <Button onClick={onToday}>{t("today")}</Button>
        </div>
        <h2 className="grow text-lg font-semibold first-letter:uppercase">{range}</h2>
        <ChannelFilter channelIds={channelIds} onChannels={onChannels} />
        <ViewChoice view={view} onView={onView} />
      </div>
      <p className="flex items-center gap-1.5 text-xs text-ink-subtle">
        <Globe aria-hidden className="size-3.5" />
        {t("zone", { zone: format.zone(zone, at) })}
      </p>
    </div>
  );
}

function ViewChoice({ view, onView }: Pick<CalendarToolbarProps, "view" | "onView">) {
  const t = useTranslations("planning.calendar");
  return (
    <div
      role="group"
      aria-label={t("views")}
      className="inline-flex rounded-md border border-line-strong/60 bg-surface p-0.5 shadow-xs"
    >
      {CALENDAR_VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={view === each}
          onClick={() => onView(each)}
          className={cn(
            "rounded-sm px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-10",
            view === each ? "bg-accent-soft text-accent-ink" : "text-ink-muted hover:text-ink",
          )}
        >
          {t(each)}
        </button>
      ))}
    </div>
  );
}

function ChannelFilter({ channelIds, onChannels }: Pick<CalendarToolbarProps, "channelIds" | "onChannels">) {
  const t = useTranslations("planning.calendar");
  const { data } = api.channels.list.useQuery({});
  const channels = data?.items ?? [];
  if (channels.length < 2) return null;
  const toggle = (id: string): void =>
    onChannels(channelIds.includes(id) ? channelIds.filter((chosen) => chosen !== id) : [...channelIds, id]);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Radio aria-hidden />
          {channelIds.length === 0 ? t("allChannels") : t("channelsChosen", { count: channelIds.length })}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent aria-label={t("channels")}>
        {channels.map(({ id, name, network }) => (
          <DropdownMenuCheckboxItem
            key={id}
            checked={channelIds.includes(id)}
            onCheckedChange={() => toggle(id)}
            onSelect={(event) => event.preventDefault()}
          >
            <NetworkMark network={network} />
            {name}
          </DropdownMenuCheckboxItem>
        ))}
        {channelIds.length > 0 && (
          <DropdownMenuItem onSelect={() => onChannels([])}>{t("allChannels")}</DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
