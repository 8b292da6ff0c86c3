"use client";

import { Images } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ClipboardEvent, type ReactNode, useState } from "react";
import { UploadButton } from "@/modules/media/components/drop-zone";
import { LibraryDialog } from "@/modules/media/components/library-dialog";
import { MediaTray } from "@/modules/media/components/media-tray";
import { UploadList } from "@/modules/media/components/upload-list";
import { useUploads } from "@/modules/media/components/use-uploads";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import { mediaMax } from "../schemas";
import { elementIdOf, type FieldTarget } from "./composer-check";
import { useComposer } from "./composer-context";
import { altTextMaxOf } from "./composer-media";
import type { DraftPart, PartsAct } from "./composer-parts";

interface PartMediaProps {
  part: DraftPart;
  /** What the part is called. */
  name: string;
  target: FieldTarget;
  readOnly: boolean;
  act: (act: PartsAct) => void;
  /** The rest of the part: files pasted while the caret is in it belong to it. */
  children: ReactNode;
}

/** The files of one part: attach, paste, describe, put in order. */
export function PartMedia({ part, name, target, readOnly, act, children }: PartMediaProps) {
  const t = useTranslations("composer.parts");
  const media = useTranslations("media");
  const { composed } = useComposer();
  const [browsing, setBrowsing] = useState(false);
  const { key } = part;
  const { tasks, add, drop, retry } = useUploads((item) => act({ do: "attach", key, items: [item] }));
  const free = Math.max(0, mediaMax - part.media.length - tasks.length);
  const take = (files: readonly File[]) => {
    if (files.length > free) toast.error(media("upload.tooMany", { count: free }));
    add(files.slice(0, free));
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (readOnly || files.length === 0) return;
    event.preventDefault();
    take(files);
  };
  return (
    <div onPaste={paste}>
      {children}
      <div id={elementIdOf(target)} tabIndex={-1} className="grid gap-2 px-2 pb-2 outline-none empty:hidden">
        <MediaTray
          value={part.media}
          onChange={(items) => act({ do: "change", key, change: { media: items } })}
          altTextMax={altTextMaxOf(composed)}
          disabled={readOnly}
        />
        <UploadList tasks={tasks} drop={drop} retry={retry} />
        {!readOnly && (
          <div role="group" aria-label={t("filesOf", { name })} className="flex flex-wrap gap-1">
            <UploadButton size="sm" variant="ghost" onFiles={take} disabled={free === 0} />
            <Button size="sm" variant="ghost" disabled={free === 0} onClick={() => setBrowsing(true)}>
              <Images aria-hidden />
              {media("library.open")}
            </Button>
          </div>
        )}
      </div>
      {browsing && (
        <LibraryDialog
          attached={part.media}
          countMax={free}
          onClose={() => setBrowsing(false)}
          onPick={(items) => act({ do: "attach", key, items })}
        />
      )}
    </div>
  );
}
