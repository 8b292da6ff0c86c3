"use client";

import { Plus, Repeat } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { NoResults } from "@/ui/patterns/no-results";
import { PageHeader } from "@/ui/patterns/page-header";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { LoadMore } from "@/ui/primitives/load-more";
import { Select } from "@/ui/primitives/select";
import { toast } from "@/ui/primitives/toast";
import { SERIES_STATES, type SeriesState, type SeriesView } from "../schemas";
import { SeriesCard } from "./series-card";
import { freshDraft, NewSeries } from "./series-editor";

export interface RecurringProps {
  canManage: boolean;
  /** IANA zone of the workspace. */
  zone: string;
  /** The next day there, `YYYY-MM-DD`. */
  tomorrow: string;
  base: string;
}

/** The page of recurring posts: what repeats, what comes next, and the way to more. */
export function Recurring({ canManage, zone, tomorrow, base }: RecurringProps) {
  const t = useTranslations("series");
  const [creating, setCreating] = useState(false);
  const [state, setState] = useState<SeriesState | null>(null);
  const create = canManage && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create || undefined} />
      <SeriesList state={state} onState={setState} canManage={canManage} base={base} />
      <Dialog open={creating} onOpenChange={setCreating}>
        <DialogContent size="lg" title={t("editor.title")} description={t("editor.description")}>
          <NewSeries
            draft={freshDraft(tomorrow, zone)}
            onDone={() => {
              setCreating(false);
              toast.success(t("editor.created"));
            }}
          />
        </DialogContent>
      </Dialog>
    </>
  );
}

interface SeriesListProps {
  state: SeriesState | null;
  onState: (state: SeriesState | null) => void;
  canManage: boolean;
  base: string;
}

const every = "all";

function SeriesList({ state, onState, canManage, base }: SeriesListProps) {
  const t = useTranslations("series");
  const list = api.series.list.useInfiniteQuery(
    { limit: 20, ...(state && { state }) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  if (list.isPending) return <ListSkeleton rows={4} />;
  if (list.isError) return <QueryError query={list} />;
  const items = list.data.pages.flatMap((page) => page.items as SeriesView[]);
  if (items.length === 0 && state === null)
    return <EmptyState icon={Repeat} title={t("empty.title")} description={t("empty.description")} />;
  return (
    <div className="grid gap-4">
      <Select
        aria-label={t("filter.label")}
        className="w-auto min-w-44 justify-self-start"
        value={state ?? every}
        onValueChange={(value) => onState(SERIES_STATES.find((one) => one === value) ?? null)}
        options={[every, ...SERIES_STATES].map((value) => ({
          value,
          label: t(`filter.${value as typeof every | SeriesState}`),
        }))}
      />
      {items.length === 0 ? (
        <NoResults onClear={() => onState(null)} />
      ) : (
        <ul className="grid gap-4">
          {items.map((series) => (
            <li key={series.id}>
              <SeriesCard series={series} base={base} canManage={canManage} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <LoadMore hasMore loading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
      )}
    </div>
  );
}
