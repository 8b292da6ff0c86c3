"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Asset } from "../schemas";
import { Thumbnail } from "./thumbnail";

/** A file in the library's grid; opens its details. */
export function AssetCard({ asset, onOpen }: { asset: Asset; onOpen: () => void }) {
  const t = useTranslations("media");
  const format = useFormat();
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        className="group block w-full overflow-hidden rounded-lg border border-line bg-surface text-left shadow-xs transition-shadow hover:shadow-md"
      >
        <Thumbnail media={asset} className="aspect-square w-full" />
        <span className="grid gap-0.5 px-3 py-2">
          <span className="truncate font-medium text-sm">{asset.fileName}</span>
          <span className="tabular flex flex-wrap justify-between gap-x-2 text-ink-subtle text-xs">
            <span>{t(`kind.${asset.kind}`)}</span>
            <span>{format.bytes(asset.bytes)}</span>
          </span>
          {asset.altText === "" && (
            <span className="truncate text-warning-ink text-xs">{t("tray.altMissing")}</span>
          )}
        </span>
      </button>
    </li>
  );
}
