"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { toast } from "@/ui/primitives/toast";
import type { QueueView, SlotInput, SlotsPreview } from "../schemas";
import { useQueueRefresh } from "./use-queue-commands";

export interface SaveWeekProps {
  queue: QueueView;
  slots: SlotInput[];
  onDiscard: () => void;
}

/** A changed week is kept or dropped; where queued posts would move, their owner is asked first. */
export function SaveWeek({ queue, slots, onDiscard }: SaveWeekProps) {
  const t = useTranslations("queues.save");
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const [question, setQuestion] = useState<SlotsPreview | null>(null);
  const preview = api.queues.previewSlots.useMutation();
  const save = api.queues.setSlots.useMutation();
  const { channelId } = queue;
  const keep = async (reflow: boolean): Promise<void> => {
    try {
      const { moved } = await save.mutateAsync({ channelId, slots, reflow });
      toast.success(t("done", { count: moved }));
      setQuestion(null);
      await refresh();
    } catch (error) {
      toast.error(message(error));
    }
  };
  const ask = async (): Promise<void> => {
    try {
      const answer = await preview.mutateAsync({ channelId, slots });
      if (answer.moved > 0 || answer.left > 0) setQuestion(answer);
      else await keep(true);
    } catch (error) {
      toast.error(message(error));
    }
  };
  return (
    <div
      role="status"
      className="sticky above-menu z-10 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-accent-line bg-accent-soft px-4 py-3 shadow-md"
    >
      <p className="text-sm font-medium text-accent-ink">{t("unsaved")}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onDiscard}>{t("discard")}</Button>
        <Button variant="primary" loading={preview.isPending || save.isPending} onClick={() => void ask()}>
          {t("save")}
        </Button>
      </div>
      {question && (
        <MoveQuestion
          preview={question}
          saving={save.isPending}
          onClose={() => setQuestion(null)}
          onSave={(reflow) => void keep(reflow)}
        />
      )}
    </div>
  );
}

interface MoveQuestionProps {
  preview: SlotsPreview;
  saving: boolean;
  onClose: () => void;
  onSave: (reflow: boolean) => void;
}

const WAYS = ["reflow", "stay"] as const;

function MoveQuestion({ preview, saving, onClose, onSave }: MoveQuestionProps) {
  const t = useTranslations("queues.save");
  const none = preview.moved === 0;
  const [way, setWay] = useState<(typeof WAYS)[number]>(none ? "stay" : "reflow");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("title")}
        description={t("description", { count: preview.queued })}
        footer={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button variant="primary" loading={saving} onClick={() => onSave(way === "reflow")}>
              {t("save")}
            </Button>
          </>
        }
      >
        <RadioGroup
          aria-label={t("title")}
          value={way}
          onValueChange={(value) => setWay(value === "stay" ? "stay" : "reflow")}
        >
          <RadioOption
            value="reflow"
            disabled={none}
            label={t("reflow", { count: preview.moved })}
            hint={preview.left > 0 ? t("left", { count: preview.left }) : t("reflowHint")}
          />
          <RadioOption value="stay" label={t("stay")} hint={t("stayHint")} />
        </RadioGroup>
      </DialogContent>
    </Dialog>
  );
}
