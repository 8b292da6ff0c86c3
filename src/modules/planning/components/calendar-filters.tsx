"use client";

import { FolderKanban, type LucideIcon, Radio, Tag, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NetworkMark } from "@/modules/publishing/components/delivery-network";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Select } from "@/ui/primitives/select";
import { COLOURINGS, type Colouring, type Painter } from "./calendar-colour";
import type { CalendarPlace, FilterKind } from "./use-calendar-place";

interface Choice {
  id: string;
  name: string;
  mark: ReactNode;
}

/** What the calendar is narrowed by: channels, campaigns and labels; a kind of which there is nothing to choose is left out. */
export function CalendarFilters({ place }: { place: CalendarPlace }) {
  const t = useTranslations("planning.calendar");
  const { data: channels } = api.channels.list.useQuery({});
  const { data: swatches } = api.planning.swatches.useQuery();
  const kinds: { kind: FilterKind; icon: LucideIcon; choices: Choice[]; least: number }[] = [
    {
      ...{ kind: "channels", icon: Radio, least: 2 },
      choices: (channels?.items ?? []).map(({ id, name, network }) => ({
        ...{ id, name },
        mark: <NetworkMark network={network} />,
      })),
    },
    {
      ...{ kind: "campaigns", icon: FolderKanban, least: 1 },
      choices: (swatches?.campaigns ?? []).map(({ id, name, color }) => ({
        ...{ id, name },
        mark: <HueDot hue={color} />,
      })),
    },
    {
      ...{ kind: "labels", icon: Tag, least: 1 },
      choices: (swatches?.labels ?? []).map(({ id, name, color }) => ({
        ...{ id, name },
        mark: <HueDot hue={color} />,
      })),
    },
  ];
  return (
    <>
      {kinds
        .filter(({ choices, least }) => choices.length >= least)
        .map(({ kind, icon, choices }) => (
          <FilterMenu
            key={kind}
            kind={kind}
            icon={icon}
            choices={choices}
            chosen={place.chosen[kind]}
            onChoose={(ids) => place.choose(kind, ids)}
          />
        ))}
      {place.filtered && (
        <Button variant="ghost" onClick={place.clear}>
          <X aria-hidden />
          {t("clearFilters")}
        </Button>
      )}
    </>
  );
}

interface FilterMenuProps {
  kind: FilterKind;
  icon: LucideIcon;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChoose: (ids: string[]) => void;
}

function FilterMenu({ kind, icon: Icon, choices, chosen, onChoose }: FilterMenuProps) {
  const t = useTranslations("planning.calendar.filter");
  const toggle = (id: string): void =>
    onChoose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Icon aria-hidden />
          {chosen.length === 0 ? t(`${kind}.all`) : t(`${kind}.chosen`, { count: chosen.length })}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent aria-label={t(`${kind}.name`)} align="start">
        {choices.map(({ id, name, mark }) => (
          <DropdownMenuCheckboxItem
            key={id}
            checked={chosen.includes(id)}
            onCheckedChange={() => toggle(id)}
            onSelect={(event) => event.preventDefault()}
          >
            {mark}
            {name}
          </DropdownMenuCheckboxItem>
        ))}
        {chosen.length > 0 && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => onChoose([])}>{t(`${kind}.all`)}</DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** What the colours mean, and the choice of it. */
export function CalendarColours({
  colouring,
  onColouring,
}: {
  colouring: Colouring;
  onColouring: (colouring: Colouring) => void;
}) {
  const t = useTranslations("planning.calendar.colour");
  return (
    <Select
      aria-label={t("label")}
      className="w-44"
      value={colouring}
      onValueChange={(value) => onColouring(COLOURINGS.find((each) => each === value) ?? "state")}
      options={COLOURINGS.map((each) => ({ value: each, label: t(each) }))}
    />
  );
}

const legendMax = 12;

/** The names behind the colours; states need none, each has its sign. */
export function CalendarLegend({ painter }: { painter: Painter }) {
  const t = useTranslations("planning.calendar.colour");
  const { legend } = painter;
  if (legend.length === 0) return null;
  return (
    <ul aria-label={t("legend")} className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-muted">
      {legend.slice(0, legendMax).map(({ key, name, hue }) => (
        <li key={key} className="flex items-center gap-1.5">
          <HueDot hue={hue} />
          {name}
        </li>
      ))}
      {legend.length > legendMax && <li>{t("others", { count: legend.length - legendMax })}</li>}
    </ul>
  );
}
