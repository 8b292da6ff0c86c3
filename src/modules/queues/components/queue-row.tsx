"use client";

import { useDraggable, useDroppable } from "@dnd-kit/core";
import {
  ArrowDown,
  ArrowUp,
  Ellipsis,
  GripVertical,
  ListX,
  MessagesSquare,
  Paperclip,
  PenLine,
} from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { wallTimeOf } from "@/kernel/time";
import { useReasonWords } from "@/modules/publishing/components/delivery-reason";
import { DeliveryStateBadge } from "@/modules/publishing/components/state-badge";
import { cn } from "@/ui/cn";
import { Badge } from "@/ui/primitives/badge";
import { ButtonLink } from "@/ui/primitives/button-link";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import type { QueueEntry, QueueRow } from "../schemas";
import { rowKeyOf, takesPosts } from "./queue-days";
import type { QueueRights } from "./queue-props";
import { useEntryWords } from "./use-entry-words";

export interface QueueSlotRowProps {
  row: QueueRow;
  queueZone: string;
  /** Of the workspace. */
  zone: string;
  rights: QueueRights;
  base: string;
  onStep: (entry: QueueEntry, direction: "up" | "down") => void;
  onRemove: (entry: QueueEntry) => void;
}

/** One slot of the queue with what stands in it, or free; also a post that stands beside the slots. */
export function QueueSlotRow({ row, queueZone, zone, rights, base, ...props }: QueueSlotRowProps) {
  const t = useTranslations("queues");
  const format = useFormat();
  const { setNodeRef, isOver, active } = useDroppable({ id: rowKeyOf(row), disabled: !takesPosts(row) });
  const { at, entry, label } = row;
  const aimed = isOver && active?.id !== entry?.deliveryId;
  return (
    <li
      ref={setNodeRef}
      className={cn(
        "grid min-h-14 grid-cols-[3.25rem_minmax(0,1fr)] items-center gap-x-3 px-3 py-2 transition-colors sm:grid-cols-[4rem_minmax(0,1fr)] sm:px-4",
        !entry && "bg-canvas",
        aimed && "bg-accent-soft ring-2 ring-accent ring-inset",
      )}
    >
      <time
        dateTime={at.toISOString()}
        className={cn("tabular text-sm font-medium", !entry && "text-ink-muted")}
      >
        {format.instant(at, queueZone, "time")}
      </time>
      {entry ? (
        <Entry row={row} entry={entry} canManage={rights.manage} base={base} {...props} />
      ) : (
        <div className="flex min-w-0 items-center justify-between gap-x-3">
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-subtle">
            {t("free")}
            {label && <Badge className="truncate">{label}</Badge>}
          </span>
          {rights.write && (
            <ButtonLink
              size="sm"
              variant="ghost"
              href={`${base}/compose?at=${wallTimeOf(at, zone)}`}
              aria-label={t("writeFor", { when: format.instant(at, queueZone, "slot") })}
            >
              <PenLine aria-hidden />
              {t("write")}
            </ButtonLink>
          )}
        </div>
      )}
    </li>
  );
}

interface EntryProps extends Pick<QueueSlotRowProps, "base" | "onStep" | "onRemove"> {
  row: QueueRow;
  entry: QueueEntry;
  canManage: boolean;
}

function Entry({ row, entry, canManage, base, onStep, onRemove }: EntryProps) {
  const { labelOf } = useEntryWords();
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: entry.deliveryId,
    disabled: !canManage || !entry.movable,
  });
  const movable = canManage && entry.movable;
  return (
    <div ref={setNodeRef} className={cn("flex min-w-0 items-center gap-2", isDragging && "opacity-40")}>
      {movable && (
        // Dragging is for pointers; keys have the buttons beside it.
        <span
          {...listeners}
          aria-hidden
          className="-ml-1 grid size-8 shrink-0 cursor-grab touch-none place-items-center rounded-md text-ink-subtle hover:bg-sunken active:cursor-grabbing pointer-coarse:size-11"
        >
          <GripVertical className="size-4" />
        </span>
      )}
      <div className="min-w-0 flex-1 sm:flex sm:items-center sm:justify-between sm:gap-4">
        <Link
          href={`${base}/posts/${entry.postId}`}
          tone="quiet"
          className="line-clamp-2 break-words font-medium sm:line-clamp-1"
        >
          {labelOf(entry)}
        </Link>
        <Facts row={row} entry={entry} />
      </div>
      {movable && <EntryActions entry={entry} base={base} onStep={onStep} onRemove={onRemove} />}
    </div>
  );
}

/** What else there is to know of a queued post: only what is not usual. */
function Facts({ row, entry }: { row: QueueRow; entry: QueueEntry }) {
  const t = useTranslations("queues");
  const reasonOf = useReasonWords();
  const { label, slotId } = row;
  const reason = entry.state === "held" ? reasonOf(entry.reason) : null;
  const unusual = entry.state !== "scheduled";
  if (!label && slotId && !unusual && entry.mediaCount === 0 && entry.partCount === 0) return null;
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-subtle sm:mt-0 sm:max-w-3/5 sm:shrink-0 sm:justify-end">
      {unusual && <DeliveryStateBadge state={entry.state} />}
      {reason && <span>{reason}</span>}
      {label && <Badge className="truncate">{label}</Badge>}
      {!slotId && <Badge tone="info">{entry.movable ? t("offSlot") : t("ownTime")}</Badge>}
      {entry.mediaCount > 0 && (
        <span className="inline-flex items-center gap-1">
          <Paperclip aria-hidden className="size-3.5" />
          {t("files", { count: entry.mediaCount })}
        </span>
      )}
      {entry.partCount > 0 && (
        <span className="inline-flex items-center gap-1">
          <MessagesSquare aria-hidden className="size-3.5" />
          {t("parts", { count: entry.partCount })}
        </span>
      )}
    </p>
  );
}

type EntryActionsProps = Pick<EntryProps, "entry" | "base" | "onStep" | "onRemove">;

function EntryActions({ entry, base, onStep, onRemove }: EntryActionsProps) {
  const t = useTranslations("queues");
  const name = useEntryWords().labelOf(entry);
  return (
    <div className="flex shrink-0 items-center">
      <IconButton
        size="sm"
        className="max-sm:hidden"
        label={t("moveUp", { post: name })}
        tooltip={false}
        data-move={`up-${entry.deliveryId}`}
        onClick={() => onStep(entry, "up")}
      >
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        className="max-sm:hidden"
        label={t("moveDown", { post: name })}
        tooltip={false}
        data-move={`down-${entry.deliveryId}`}
        onClick={() => onStep(entry, "down")}
      >
        <ArrowDown aria-hidden />
      </IconButton>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton size="sm" label={t("moreOf", { post: name })} tooltip={false}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem className="sm:hidden" onSelect={() => onStep(entry, "up")}>
            <ArrowUp aria-hidden />
            {t("up")}
          </DropdownMenuItem>
          <DropdownMenuItem className="sm:hidden" onSelect={() => onStep(entry, "down")}>
            <ArrowDown aria-hidden />
            {t("down")}
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <NextLink href={`${base}/compose?post=${entry.postId}`}>
              <PenLine aria-hidden />
              {t("edit")}
            </NextLink>
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => onRemove(entry)}>
            <ListX aria-hidden />
            {t("remove")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  );
}

/** A post while it is dragged. */
export function EntryGhost({ entry }: { entry: QueueEntry }) {
  const { labelOf } = useEntryWords();
  return (
    <div className="flex items-center gap-2 rounded-md border border-accent bg-surface px-3 py-2 text-sm font-medium shadow-lg">
      <GripVertical aria-hidden className="size-4 text-ink-subtle" />
      <span className="line-clamp-1">{labelOf(entry)}</span>
    </div>
  );
}
