"use client";

import { CalendarClock, EllipsisVertical, RotateCcw, Save, Send, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { useComposer } from "./composer-context";
import type { SaverSnapshot } from "./composer-saver";
import { ComposerStatus } from "./composer-status";
import type { Outcome } from "./use-outcome";

export interface ComposerFooterProps {
  snapshot: SaverSnapshot;
  /** The post has a time at which it goes out. */
  planned: boolean;
  /** Some of it stopped, and this person may not have it sent after all. */
  stopped: boolean;
  saving: boolean;
  outcome: Outcome;
  onSave: () => void;
  onSchedule: () => void;
  onPublish: () => void;
  onRetry: () => void;
}

/** Where the draft stands, and what can become of it. */
export function ComposerFooter(props: ComposerFooterProps) {
  const t = useTranslations("composer.footer");
  const { rights, zone, readOnly } = useComposer();
  const { planned, stopped, snapshot } = props;
  if (readOnly) return null;
  return (
    <footer className="sticky above-menu z-20 mt-5 grid gap-2 rounded-lg border border-line bg-surface/95 px-4 py-3 shadow-md backdrop-blur-sm">
      {!rights.publish && (
        <p className="text-[0.8125rem] text-ink-muted">
          {t(stopped ? "stopped" : rights.plan ? "proposes" : "cannotPublish")}
        </p>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <ComposerStatus snapshot={snapshot} planned={planned} zone={zone} onRetry={props.onRetry} />
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2 max-sm:w-full max-sm:gap-1.5">
          <MoreMenu {...props} />
          <SaveButton {...props} />
          {rights.publish && (
            <Button
              onClick={props.onPublish}
              aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
              className="max-sm:grow max-sm:px-2 max-sm:[&>svg]:hidden"
            >
              <Send aria-hidden />
              {t("publishNow")}
            </Button>
          )}
          {rights.plan && (
            <Button
              variant={planned ? "secondary" : "primary"}
              className="max-sm:grow max-sm:px-2 max-sm:[&>svg]:hidden"
              onClick={props.onSchedule}
              aria-keyshortcuts="Control+Enter Meta+Enter"
            >
              <CalendarClock aria-hidden />
              {t(planned ? "reschedule" : rights.publish ? "schedule" : "propose")}
            </Button>
          )}
        </div>
      </div>
    </footer>
  );
}

function SaveButton({ planned, snapshot, saving, onSave }: ComposerFooterProps) {
  const t = useTranslations("composer.footer");
  const idle = !snapshot.dirty && !saving;
  if (planned)
    return (
      <Button
        variant="primary"
        className="max-sm:grow max-sm:px-2 max-sm:[&>svg]:hidden"
        loading={saving}
        disabled={idle}
        onClick={onSave}
      >
        <Save aria-hidden />
        {t("update")}
      </Button>
    );
  return (
    // It is saved by itself: on a phone the room is worth more.
    <Button
      variant="ghost"
      className="max-sm:hidden"
      loading={saving}
      disabled={idle}
      onClick={onSave}
      aria-keyshortcuts="Control+S Meta+S"
    >
      {t("saveDraft")}
    </Button>
  );
}

function MoreMenu({ planned, stopped, outcome, snapshot }: ComposerFooterProps) {
  const t = useTranslations("composer.footer");
  const [asking, setAsking] = useState<"delete" | "unschedule" | null>(null);
  const written = snapshot.post !== null || snapshot.dirty;
  if (!written) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={t("more")} tooltip={false}>
            <EllipsisVertical aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {planned && !stopped && (
            <DropdownMenuItem onSelect={() => setAsking("unschedule")}>
              <RotateCcw aria-hidden />
              {t("unschedule")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem tone="danger" onSelect={() => setAsking("delete")}>
            <Trash2 aria-hidden />
            {t(planned ? "deletePost" : "deleteDraft")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={(open) => setAsking(open ? "delete" : null)}
        title={t("deleteTitle")}
        description={t(planned ? "deletePlannedText" : "deleteText")}
        confirmLabel={t(planned ? "deletePost" : "deleteDraft")}
        onConfirm={outcome.remove}
      />
      <ConfirmDialog
        open={asking === "unschedule"}
        onOpenChange={(open) => setAsking(open ? "unschedule" : null)}
        tone="primary"
        title={t("unscheduleTitle")}
        description={t("unscheduleText")}
        confirmLabel={t("unschedule")}
        onConfirm={outcome.unschedule}
      />
    </>
  );
}
