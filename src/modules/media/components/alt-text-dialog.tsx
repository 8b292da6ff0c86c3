"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import type { MediaItem } from "../schemas";
import { AltTextField } from "./alt-text-field";
import { Thumbnail } from "./thumbnail";

interface AltTextDialogProps {
  media: MediaItem;
  altTextMax: number;
  onClose: () => void;
  onSave: (altText: string) => void;
}

/** Write what a picture shows, with the picture in view. */
export function AltTextDialog({ media, altTextMax, onClose, onSave }: AltTextDialogProps) {
  const t = useTranslations();
  const [text, setText] = useState(media.altText);
  const save = () => {
    onSave(text.trim());
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("media.alt.title")}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button variant="primary" onClick={save}>
              {t("media.alt.save")}
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          <Thumbnail media={{ ...media, thumbnailUrl: null }} whole className="h-56 w-full rounded-md" />
          <AltTextField value={text} onChange={setText} altTextMax={altTextMax} onSubmit={save} />
        </div>
      </DialogContent>
    </Dialog>
  );
}
