"use client";

import { Leaf, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Button } from "@/ui/primitives/button";
import { StatusBadge } from "@/ui/primitives/status-badge";
import type { CollectionView, EvergreenView } from "../schemas";
import { CollectionActions } from "./collection-actions";
import { CollectionDialog } from "./collection-form";
import { FillPreview } from "./fill-preview";
import { ItemList } from "./item-list";

export interface EvergreenPageProps {
  canManage: boolean;
  /** IANA zone of the workspace. */
  zone: string;
  base: string;
}

/** The evergreen page: collections on one side, the chosen one with its items and next fills on the other. */
export function EvergreenPage({ canManage, zone, base }: EvergreenPageProps) {
  const t = useTranslations("evergreen");
  const [chosen, setChosen] = useQueryState("collection", parseAsString);
  const [creating, setCreating] = useState(false);
  const list = api.evergreen.collections.useQuery();
  const items = list.data?.items ?? [];
  const current = items.find(({ id }) => id === chosen) ?? items[0];
  const create = canManage && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create || undefined} />
      {list.isPending && <ListSkeleton rows={4} />}
      {list.isError && <QueryError query={list} />}
      {list.isSuccess && !current && (
        <EmptyState icon={Leaf} title={t("empty.title")} description={t("empty.description")} />
      )}
      {current && (
        <div className="grid grid-cols-1 items-start gap-x-8 gap-y-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
          <CollectionNav collections={items} current={current.id} onChoose={(id) => void setChosen(id)} />
          <CollectionDetail
            key={current.id}
            collectionId={current.id}
            canManage={canManage}
            zone={zone}
            base={base}
            onDeleted={() => void setChosen(null)}
          />
        </div>
      )}
      <CollectionDialog
        collection={null}
        open={creating}
        onClose={() => setCreating(false)}
        onSaved={(id) => {
          setCreating(false);
          void setChosen(id);
        }}
      />
    </>
  );
}

interface CollectionNavProps {
  collections: readonly CollectionView[];
  current: Id<"collection">;
  onChoose: (id: Id<"collection">) => void;
}

function CollectionNav({ collections, current, onChoose }: CollectionNavProps) {
  const t = useTranslations("evergreen");
  return (
    <nav aria-label={t("list")}>
      <ul className="grid gap-1.5">
        {collections.map(({ id, name, paused, itemCount, plannedCount }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === current ? "true" : undefined}
              onClick={() => onChoose(id)}
              className={cn(
                "grid w-full gap-0.5 rounded-md border px-3 py-2.5 text-left text-sm transition-colors",
                id === current
                  ? "border-accent bg-accent-soft"
                  : "border-line bg-surface hover:border-line-strong",
              )}
            >
              <span className="flex items-center justify-between gap-2">
                <span className="min-w-0 truncate font-medium">{name}</span>
                {paused && <StatusBadge kind="paused">{t("state.paused")}</StatusBadge>}
              </span>
              <span className="text-xs text-ink-muted">
                {t("card.items", { count: itemCount })} · {t("card.planned", { count: plannedCount })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface CollectionDetailProps extends EvergreenPageProps {
  collectionId: Id<"collection">;
  onDeleted: () => void;
}

function CollectionDetail({ collectionId, canManage, zone, base, onDeleted }: CollectionDetailProps) {
  const t = useTranslations("evergreen");
  const detail = api.evergreen.collection.useQuery({ collectionId });
  if (detail.isPending) return <ListSkeleton rows={4} />;
  if (detail.isError) return <QueryError query={detail} />;
  const collection = detail.data;
  const { name, paused, weeklyCap: cap, cooldownDays: cooldown, horizonDays: horizon } = collection;
  return (
    <div className="min-w-0">
      <div className="mb-6 flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-3">
            <h2 className="min-w-0 break-words text-lg font-semibold">{name}</h2>
            <StatusBadge kind={paused ? "paused" : "planned"}>
              {t(paused ? "state.paused" : "state.running")}
            </StatusBadge>
          </div>
          <p className="text-sm text-ink-muted">{t("pace", { cap, cooldown, horizon })}</p>
        </div>
        {canManage && <CollectionActions collection={collection} onDeleted={onDeleted} />}
      </div>
      <ItemList
        collectionId={collectionId}
        items={collection.items as EvergreenView[]}
        zone={zone}
        canManage={canManage}
      />
      <FillPreview collection={collection} zone={zone} base={base} />
    </div>
  );
}
