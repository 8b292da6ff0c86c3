"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import type { Asset } from "../schemas";
import { Thumbnail } from "./thumbnail";

interface AssetChoiceProps {
  asset: Asset;
  /** Place among the chosen, from 1; null when it is not chosen. */
  position: number | null;
  attached: boolean;
  disabled: boolean;
  onToggle: () => void;
}

/** A file that can be chosen; the number says in which order it will be attached. */
export function AssetChoice({ asset, position, attached, disabled, onToggle }: AssetChoiceProps) {
  const t = useTranslations("media.library");
  return (
    <li>
      <button
        type="button"
        aria-pressed={position !== null}
        disabled={attached || disabled}
        onClick={onToggle}
        className={cn(
          "relative block w-full overflow-hidden rounded-md border border-line disabled:opacity-50",
          position !== null && "ring-2 ring-accent ring-offset-2 ring-offset-raised",
        )}
      >
        <Thumbnail media={asset} className="aspect-square w-full" />
        {position !== null && (
          <span
            aria-hidden
            className="tabular absolute top-1.5 right-1.5 grid size-6 place-items-center rounded-full bg-accent font-medium text-on-accent text-xs"
          >
            {position}
          </span>
        )}
        <span className="block truncate px-1.5 py-1 text-left text-xs">
          {asset.fileName}
          {attached && <span className="sr-only"> – {t("attached")}</span>}
        </span>
      </button>
    </li>
  );
}
