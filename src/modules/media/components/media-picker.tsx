"use client";

import { Images } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { MediaItem } from "../schemas";
import { DropZone, UploadButton } from "./drop-zone";
import { LibraryDialog } from "./library-dialog";
import { UploadList } from "./upload-list";
import { useUploads } from "./use-uploads";

export interface MediaPickerProps {
  /** What is attached already. */
  value: readonly MediaItem[];
  /** Add these behind what is attached. */
  onPick: (items: MediaItem[]) => void;
  /** Files that a post may carry at most. */
  countMax: number;
  disabled?: boolean;
}

/** Attach files to a post: choose, drop, paste, or take them from the library. */
export function MediaPicker({ value, onPick, countMax, disabled = false }: MediaPickerProps) {
  const t = useTranslations("media");
  const [browsing, setBrowsing] = useState(false);
  const { tasks, add, drop, retry } = useUploads((item) => onPick([item]));
  const free = Math.max(0, countMax - value.length - tasks.length);
  const take = useCallback(
    (files: readonly File[]) => {
      if (files.length > free) toast.error(t("upload.tooMany", { count: free }));
      add(files.slice(0, free));
    },
    [add, free, t],
  );
  const closed = disabled || free === 0;
  return (
    <DropZone onFiles={take} disabled={disabled} className="grid gap-3">
      <UploadList tasks={tasks} drop={drop} retry={retry} />
      <div className="flex flex-wrap items-center gap-2 rounded-lg border border-line-strong/60 border-dashed px-3 py-3">
        <UploadButton size="sm" onFiles={take} disabled={closed} />
        <Button size="sm" variant="ghost" disabled={closed} onClick={() => setBrowsing(true)}>
          <Images aria-hidden />
          {t("library.open")}
        </Button>
        <p className="grow basis-48 text-[0.8125rem] text-ink-subtle">{t("upload.hint")}</p>
        <p className="tabular text-[0.8125rem] text-ink-subtle">
          {t("tray.count", { count: value.length, max: countMax })}
        </p>
      </div>
      {browsing && (
        <LibraryDialog attached={value} countMax={free} onClose={() => setBrowsing(false)} onPick={onPick} />
      )}
    </DropZone>
  );
}
