"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ArrowLeft, ArrowRight, GripVertical, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import { IconButton } from "@/ui/primitives/icon-button";
import type { MediaItem } from "../schemas";
import { AltTextButton } from "./alt-text-button";
import { Thumbnail } from "./thumbnail";

interface MediaTrayItemProps {
  media: MediaItem;
  /** From 1. */
  position: number;
  total: number;
  altTextMax: number;
  disabled: boolean;
  onMove: (by: -1 | 1) => void;
  onDescribe: () => void;
  onRemove: () => void;
}

/** One file of a post, with everything that can be done to it. */
export function MediaTrayItem({ media, position, total, disabled, onMove, ...props }: MediaTrayItemProps) {
  const t = useTranslations("media.tray");
  const kind = useTranslations("media.kind")(media.kind);
  const name = `${kind} ${position}`;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: media.assetId, disabled });
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        "grid min-w-0 grid-cols-1 content-start overflow-hidden rounded-lg border border-line bg-surface shadow-xs",
        isDragging && "relative z-10 shadow-lg ring-2 ring-ring",
      )}
    >
      <div className="relative">
        <Thumbnail media={media} alt={media.altText || name} className="aspect-4/3 w-full" />
        <span className="absolute top-1.5 left-1.5 rounded-md bg-surface/95 shadow-xs">
          <IconButton
            {...attributes}
            {...listeners}
            ref={setActivatorNodeRef}
            label={t("drag", { name })}
            size="sm"
            disabled={disabled}
            className="cursor-grab touch-none active:cursor-grabbing"
          >
            <GripVertical aria-hidden />
          </IconButton>
        </span>
        <span className="absolute top-1.5 right-1.5 rounded-md bg-surface/95 shadow-xs">
          <IconButton label={t("remove", { name })} size="sm" disabled={disabled} onClick={props.onRemove}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      <div className="flex items-center gap-0.5 p-1">
        <IconButton
          label={t("moveLeft", { name })}
          size="sm"
          disabled={disabled}
          aria-disabled={position === 1 || undefined}
          onClick={() => onMove(-1)}
        >
          <ArrowLeft aria-hidden />
        </IconButton>
        <IconButton
          label={t("moveRight", { name })}
          size="sm"
          disabled={disabled}
          aria-disabled={position === total || undefined}
          onClick={() => onMove(1)}
        >
          <ArrowRight aria-hidden />
        </IconButton>
        <AltTextButton
          name={name}
          altText={media.altText}
          altTextMax={props.altTextMax}
          disabled={disabled}
          onClick={props.onDescribe}
        />
      </div>
    </li>
  );
}
