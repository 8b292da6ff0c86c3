"use client";

import { Images } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { FilterBar } from "@/ui/patterns/filter-bar";
import { GridSkeleton } from "@/ui/patterns/list-skeleton";
import { NoResults } from "@/ui/patterns/no-results";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { LoadMore } from "@/ui/primitives/load-more";
import { type Asset, type MediaItem, mediaItemOf } from "../schemas";
import { AssetChoice } from "./asset-choice";
import { useLibrary } from "./use-library";

interface LibraryDialogProps {
  attached: readonly MediaItem[];
  /** How many more may be attached. */
  countMax: number;
  onPick: (items: MediaItem[]) => void;
  onClose: () => void;
}

/** Choose files of the library, several at once, in the order of choosing. */
export function LibraryDialog({ attached, countMax, onPick, onClose }: LibraryDialogProps) {
  const t = useTranslations();
  const [chosen, setChosen] = useState<Asset[]>([]);
  const toggle = (asset: Asset) =>
    setChosen((all) =>
      all.some(({ id }) => id === asset.id) ? all.filter(({ id }) => id !== asset.id) : [...all, asset],
    );
  const attach = () => {
    onPick(chosen.map(mediaItemOf));
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size="lg"
        title={t("media.library.title")}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button variant="primary" disabled={chosen.length === 0} onClick={attach}>
              {t("media.library.attach", { count: chosen.length })}
            </Button>
          </>
        }
      >
        <LibraryChoices
          chosen={chosen}
          attached={attached}
          full={chosen.length >= countMax}
          onToggle={toggle}
        />
      </DialogContent>
    </Dialog>
  );
}

interface LibraryChoicesProps {
  chosen: readonly Asset[];
  attached: readonly MediaItem[];
  full: boolean;
  onToggle: (asset: Asset) => void;
}

function LibraryChoices({ chosen, attached, full, onToggle }: LibraryChoicesProps) {
  const t = useTranslations("media.library");
  const [search, setSearch] = useState("");
  const { list, assets } = useLibrary(search);
  const clear = () => setSearch("");
  if (list.isError) return <QueryError query={list} />;
  return (
    <>
      <FilterBar
        search={{ value: search, onChange: setSearch, placeholder: t("search") }}
        active={search !== ""}
        onClear={clear}
      />
      {list.isPending && <GridSkeleton />}
      {list.isSuccess && assets.length === 0 && search !== "" && <NoResults onClear={clear} />}
      {list.isSuccess && assets.length === 0 && search === "" && (
        <EmptyState icon={Images} title={t("empty")} description={t("emptyHint")} />
      )}
      {assets.length > 0 && (
        <>
          <ul aria-label={t("label")} className="grid grid-cols-3 gap-2 sm:grid-cols-5">
            {assets.map((asset) => {
              const position = chosen.findIndex(({ id }) => id === asset.id);
              return (
                <AssetChoice
                  key={asset.id}
                  asset={asset}
                  position={position < 0 ? null : position + 1}
                  attached={attached.some(({ assetId }) => assetId === asset.id)}
                  disabled={full && position < 0}
                  onToggle={() => onToggle(asset)}
                />
              );
            })}
          </ul>
          <LoadMore
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onLoad={() => void list.fetchNextPage()}
          />
        </>
      )}
    </>
  );
}
