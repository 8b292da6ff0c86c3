"use client";

import { Ellipsis, PenLine, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { toast } from "@/ui/primitives/toast";
import { REMAINDERS, type SeriesView } from "../schemas";

type Question = "end" | "delete";

export interface SeriesActionsProps {
  series: SeriesView;
  onEdit: () => void;
}

/** What can be done with a series as a whole. */
export function SeriesActions({ series, onEdit }: SeriesActionsProps) {
  const t = useTranslations("series.actions");
  const [question, setQuestion] = useState<Question | null>(null);
  const name = (series.title ?? series.body).trim().slice(0, 40);
  return (
    <div className="flex items-center gap-2">
      {series.state === "active" ? (
        <Button size="sm" aria-label={t("editOf", { name })} onClick={onEdit}>
          <PenLine aria-hidden />
          {t("edit")}
        </Button>
      ) : (
        <ResumeButton series={series} />
      )}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton size="sm" tooltip={false} label={t("more", { name })}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {series.state === "active" && (
            <DropdownMenuItem onSelect={() => setQuestion("end")}>{t("end")}</DropdownMenuItem>
          )}
          <DropdownMenuItem tone="danger" onSelect={() => setQuestion("delete")}>
            {t("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {question && (
        <EndQuestion key={question} series={series} question={question} onClose={() => setQuestion(null)} />
      )}
    </div>
  );
}

function ResumeButton({ series }: { series: SeriesView }) {
  const t = useTranslations("series.actions");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const resume = api.series.resume.useMutation({
    onSuccess: () => toast.success(t("resumed")),
    onError: (error) => toast.error(message(error)),
    onSettled: () => Promise.all([cache.series.invalidate(), cache.planning.invalidate()]),
  });
  return (
    <Button size="sm" loading={resume.isPending} onClick={() => resume.mutate({ seriesId: series.id })}>
      <Play aria-hidden />
      {t("resume")}
    </Button>
  );
}

interface EndQuestionProps {
  series: SeriesView;
  question: Question;
  onClose: () => void;
}

/** Ask what becomes of planned occurrences, then end or delete. */
function EndQuestion({ series, question, onClose }: EndQuestionProps) {
  const t = useTranslations("series.endQuestion");
  const [planned, setPlanned] = useState<(typeof REMAINDERS)[number]>("keep");
  const cache = api.useUtils();
  const options = {
    onSuccess: () => toast.success(t(`${question}.done`)),
    onSettled: () => Promise.all([cache.series.invalidate(), cache.planning.invalidate()]),
  };
  const end = api.series.end.useMutation(options);
  const remove = api.series.delete.useMutation(options);
  const call = question === "end" ? end : remove;
  const count = series.upcoming.filter(({ postId }) => postId).length;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`${question}.title`)}
      description={t(`${question}.description`)}
      confirmLabel={t(`${question}.confirm`)}
      tone={question === "delete" ? "danger" : "primary"}
      onConfirm={() => call.mutateAsync({ seriesId: series.id, planned })}
    >
      {count > 0 && (
        <RadioGroup
          aria-label={t("planned")}
          value={planned}
          onValueChange={(value) => setPlanned(REMAINDERS.find((one) => one === value) ?? "keep")}
        >
          {REMAINDERS.map((one) => (
            <RadioOption key={one} value={one} label={t(`${one}.label`)} hint={t(`${one}.hint`)} />
          ))}
        </RadioGroup>
      )}
    </ConfirmDialog>
  );
}
