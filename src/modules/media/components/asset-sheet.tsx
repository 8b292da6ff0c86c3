"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { CopyButton } from "@/ui/primitives/copy-button";
import { Sheet } from "@/ui/primitives/sheet";
import { toast } from "@/ui/primitives/toast";
import type { AssetDetail } from "../schemas";
import { AssetFacts } from "./asset-facts";
import { AssetForm } from "./asset-form";
import { Thumbnail } from "./thumbnail";
import { useRefreshLibrary } from "./use-library";

interface AssetSheetProps {
  assetId: string;
  canWrite: boolean;
  zone: string;
  onClose: () => void;
}

/** Everything about one file, at the side of the library. */
export function AssetSheet({ assetId, canWrite, zone, onClose }: AssetSheetProps) {
  const t = useTranslations("media.detail");
  const query = api.media.get.useQuery({ assetId: assetId as Id<"asset"> }, { retry: false });
  const asset = query.data;
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={asset?.fileName ?? t("title")}
      footer={
        asset && (
          <>
            <CopyButton text={asset.url} label={t("copyUrl")} />
            {canWrite && <DeleteAsset asset={asset} onDeleted={onClose} />}
          </>
        )
      }
    >
      {query.isPending && <ListSkeleton rows={4} />}
      {query.isError && <QueryError query={query} />}
      {asset && (
        <div className="grid gap-5">
          <AssetPreview asset={asset} />
          {canWrite && <AssetForm key={asset.id} asset={asset} />}
          <AssetFacts asset={asset} zone={zone} />
        </div>
      )}
    </Sheet>
  );
}

function AssetPreview({ asset }: { asset: AssetDetail }) {
  const name = asset.altText || asset.fileName;
  if (asset.kind !== "video")
    return (
      <Thumbnail
        media={{ ...asset, thumbnailUrl: null }}
        alt={name}
        whole
        className="h-64 w-full rounded-md border border-line"
      />
    );
  return (
    <video
      src={asset.url}
      controls
      muted
      preload="metadata"
      aria-label={name}
      className="max-h-64 w-full rounded-md bg-sunken"
    />
  );
}

function DeleteAsset({ asset, onDeleted }: { asset: AssetDetail; onDeleted: () => void }) {
  const t = useTranslations("media.detail");
  const refresh = useRefreshLibrary();
  const message = useErrorMessage();
  const [asking, setAsking] = useState(false);
  const remove = api.media.delete.useMutation();
  const confirm = async () => {
    try {
      await remove.mutateAsync({ assetId: asset.id });
    } catch (error) {
      toast.error(message(error));
      throw error;
    }
    toast.success(t("deleted", { name: asset.fileName }));
    onDeleted();
    refresh();
  };
  return (
    <>
      <Button size="sm" variant="dangerGhost" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t("delete")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("deleteTitle", { name: asset.fileName })}
        description={t("deleteText")}
        confirmLabel={t("delete")}
        onConfirm={confirm}
      />
    </>
  );
}
