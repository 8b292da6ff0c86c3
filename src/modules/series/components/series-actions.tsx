"use client";

import { Ellipsis, PenLine, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { RemainderDialog } from "@/ui/patterns/remainder-dialog";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { toast } from "@/ui/primitives/toast";
import type { SeriesView } from "../schemas";

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
  const cache = api.useUtils();
  const options = {
    onSuccess: () => toast.success(t(`${question}.done`)),
    onSettled: () => Promise.all([cache.series.invalidate(), cache.planning.invalidate()]),
  };
  const end = api.series.end.useMutation(options);
  const remove = api.series.delete.useMutation(options);
  const call = question === "end" ? end : remove;
  return (
    <RemainderDialog
      title={t(`${question}.title`)}
      description={t(`${question}.description`)}
      confirmLabel={t(`${question}.confirm`)}
      tone={question === "delete" ? "danger" : "primary"}
      count={series.upcoming.filter(({ postId }) => postId).length}
      legend={t("planned")}
      wordsOf={(one) => ({ label: t(`${one}.label`), hint: t(`${one}.hint`) })}
      onConfirm={(planned) => call.mutateAsync({ seriesId: series.id, planned })}
      onClose={onClose}
    />
  );
}
