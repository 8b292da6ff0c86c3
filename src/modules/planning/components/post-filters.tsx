"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { FilterBar } from "@/ui/patterns/filter-bar";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Select } from "@/ui/primitives/select";
import { useCurrentInSight } from "@/ui/primitives/use-current-in-sight";
import { POST_GROUPS } from "./post-groups";

const SHOWN = [...POST_GROUPS, "trash"] as const;
const query = {
  q: parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  state: parseAsStringLiteral(SHOWN),
  channel: parseAsString,
  campaign: parseAsString,
  label: parseAsString,
};
const everything = "all";
const searchMax = 200;

/** What narrows the list of posts; it lives in the address. */
export function usePostFilters() {
  const [filter, setFilter] = useQueryStates(query, { history: "replace" });
  const { q, state, channel, campaign, label } = filter;
  return {
    filter,
    setFilter,
    narrowed: q !== "" || state !== null || channel !== null || campaign !== null || label !== null,
    clear: () => void setFilter({ q: null, state: null, channel: null, campaign: null, label: null }),
  };
}
export type PostFilters = ReturnType<typeof usePostFilters>;

const pill =
  "inline-flex shrink-0 items-center gap-1.5 rounded-full border px-3 py-1 text-sm font-medium transition-colors pointer-coarse:min-h-11 pointer-coarse:px-4";

/** States as pills, the trash at their end; then words, channel, campaign and label. */
export function PostFilterBar({ filters }: { filters: PostFilters }) {
  const t = useTranslations("planning.posts");
  const { filter, setFilter, narrowed, clear } = filters;
  const pills = useCurrentInSight<HTMLDivElement>("[aria-pressed=true]", filter.state);
  return (
    <>
      <div
        ref={pills}
        role="group"
        aria-label={t("groupLabel")}
        className="-mx-1 mb-3 flex gap-1 overflow-x-auto px-1 py-1"
      >
        {[null, ...SHOWN].map((group) => (
          <button
            key={group ?? "all"}
            type="button"
            aria-pressed={filter.state === group}
            onClick={() => void setFilter({ state: group })}
            className={cn(
              pill,
              filter.state === group
                ? "border-accent bg-accent-soft text-accent-ink"
                : "border-line bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
            )}
          >
            {group === "trash" && <Trash2 aria-hidden className="size-3.5" />}
            {t(`group.${group ?? "all"}`)}
          </button>
        ))}
      </div>
      {filter.state !== "trash" && (
        <FilterBar
          search={{
            value: filter.q,
            onChange: (value) => void setFilter({ q: value.slice(0, searchMax) || null }),
            placeholder: t("search"),
          }}
          active={narrowed}
          onClear={clear}
        >
          <Narrowing filters={filters} />
        </FilterBar>
      )}
    </>
  );
}

function Narrowing({ filters: { filter, setFilter } }: { filters: PostFilters }) {
  const t = useTranslations("planning.posts");
  const channels = api.channels.list.useQuery({});
  const swatches = api.planning.swatches.useQuery();
  const coloured = (items: readonly { id: string; name: string; color: string }[] = []) =>
    items.map(({ id, name, color }) => ({
      value: id,
      label: (
        <span className="inline-flex items-center gap-2">
          <HueDot hue={color} />
          {name}
        </span>
      ),
    }));
  const choices = {
    channel: (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    campaign: coloured(swatches.data?.campaigns),
    label: coloured(swatches.data?.labels),
  };
  return (["channel", "campaign", "label"] as const)
    .filter((key) => key === "channel" || choices[key].length > 0 || filter[key] !== null)
    .map((key) => (
      <Select
        key={key}
        aria-label={t(`filter.${key}`)}
        className="min-w-0 max-sm:w-auto max-sm:flex-1 max-sm:basis-[calc(50%-0.5rem)] sm:w-52"
        options={[{ value: everything, label: t(`any.${key}`) }, ...choices[key]]}
        value={filter[key] ?? everything}
        onValueChange={(value) => void setFilter({ [key]: value === everything ? null : value })}
      />
    ));
}
