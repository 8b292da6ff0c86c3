"use client";

import { Images } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useCallback } from "react";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { FilterBar } from "@/ui/patterns/filter-bar";
import { GridSkeleton } from "@/ui/patterns/list-skeleton";
import { NoResults } from "@/ui/patterns/no-results";
import { PageHeader } from "@/ui/patterns/page-header";
import { LoadMore } from "@/ui/primitives/load-more";
import { toast } from "@/ui/primitives/toast";
import type { Asset, MediaItem } from "../schemas";
import { AssetCard } from "./asset-card";
import { AssetSheet } from "./asset-sheet";
import { DropZone, UploadButton } from "./drop-zone";
import { UploadList } from "./upload-list";
import { useLibrary, useRefreshLibrary } from "./use-library";
import { useUploads } from "./use-uploads";

interface MediaLibraryProps {
  canWrite: boolean;
  /** IANA zone in which dates are written. */
  zone: string;
}

/** The library of a workspace: find, add, describe and delete files. */
export function MediaLibrary({ canWrite, zone }: MediaLibraryProps) {
  const t = useTranslations("media");
  const [search, setSearch] = useQueryState(
    "q",
    parseAsString.withDefault("").withOptions({ throttleMs: 300 }),
  );
  const [opened, setOpened] = useQueryState("file");
  const refresh = useRefreshLibrary();
  const added = useCallback(
    (_item: MediaItem) => {
      toast.success(t("upload.added"), { id: "media-added" });
      refresh();
    },
    [refresh, t],
  );
  const { tasks, add, drop, retry } = useUploads(added);
  return (
    <DropZone onFiles={add} disabled={!canWrite} className="min-h-[60dvh]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          canWrite && (
            <UploadButton variant="primary" onFiles={add}>
              {t("upload.action")}
            </UploadButton>
          )
        }
      />
      {tasks.length > 0 && (
        <div className="mb-6 max-w-2xl">
          <UploadList tasks={tasks} drop={drop} retry={retry} />
        </div>
      )}
      <FilterBar
        search={{
          value: search,
          onChange: (value) => void setSearch(value || null),
          placeholder: t("library.search"),
        }}
        active={search !== ""}
        onClear={() => void setSearch(null)}
      />
      <LibraryGrid
        search={search}
        canWrite={canWrite}
        onClear={() => void setSearch(null)}
        onOpen={(asset) => void setOpened(asset.id)}
      />
      {opened !== null && (
        <AssetSheet assetId={opened} canWrite={canWrite} zone={zone} onClose={() => void setOpened(null)} />
      )}
    </DropZone>
  );
}

interface LibraryGridProps {
  search: string;
  canWrite: boolean;
  onClear: () => void;
  onOpen: (asset: Asset) => void;
}

function LibraryGrid({ search, canWrite, onClear, onOpen }: LibraryGridProps) {
  const t = useTranslations("media");
  const { list, assets } = useLibrary(search);
  if (list.isPending) return <GridSkeleton rows={12} />;
  if (list.isError) return <QueryError query={list} />;
  if (assets.length === 0 && search !== "") return <NoResults onClear={onClear} />;
  if (assets.length === 0)
    return (
      <EmptyState
        icon={Images}
        title={t("empty.title")}
        description={canWrite ? `${t("empty.description")} ${t("upload.hint")}` : t("empty.readOnly")}
      />
    );
  return (
    <>
      <ul
        aria-label={t("library.label")}
        aria-busy={list.isPlaceholderData}
        className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4 lg:grid-cols-4 xl:grid-cols-5"
      >
        {assets.map((asset) => (
          <AssetCard key={asset.id} asset={asset} onOpen={() => onOpen(asset)} />
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        onLoad={() => void list.fetchNextPage()}
      />
    </>
  );
}
