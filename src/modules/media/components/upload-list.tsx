"use client";

import { RotateCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { IconButton } from "@/ui/primitives/icon-button";
import { Progress } from "@/ui/primitives/progress";
import type { UploadTask } from "./upload-queue";
import type { Uploads } from "./use-uploads";

/** Uploads that are under way or have failed, each with its way out. */
export function UploadList({ tasks, drop, retry }: Omit<Uploads, "add">) {
  const t = useTranslations("media.upload");
  if (tasks.length === 0) return null;
  return (
    <ul aria-label={t("list")} className="grid gap-2">
      {tasks.map((task) => (
        <UploadRow key={task.id} task={task} onDrop={() => drop(task.id)} onRetry={() => retry(task.id)} />
      ))}
    </ul>
  );
}

interface UploadRowProps {
  task: UploadTask;
  onDrop: () => void;
  onRetry: () => void;
}

function UploadRow({ task, onDrop, onRetry }: UploadRowProps) {
  const t = useTranslations("media.upload");
  const { name } = task.file;
  const failed = task.state === "failed";
  return (
    <li className="flex items-center gap-2 rounded-md border border-line bg-surface py-2 pr-1 pl-3">
      <div className="grid min-w-0 grow gap-1.5">
        <div className="flex items-baseline justify-between gap-3 text-sm">
          <span className="truncate font-medium">{name}</span>
          {!failed && <TaskState task={task} />}
        </div>
        {failed ? (
          <TaskProblem reason={task.reason} />
        ) : (
          <Progress label={t("progress", { name })} ratio={task.ratio < 1 ? task.ratio : null} />
        )}
      </div>
      {failed && (
        <IconButton label={t("retry", { name })} onClick={onRetry}>
          <RotateCw aria-hidden />
        </IconButton>
      )}
      <IconButton label={t(failed ? "dismiss" : "cancel", { name })} onClick={onDrop}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

function TaskState({ task: { state, ratio } }: { task: UploadTask }) {
  const t = useTranslations("media.upload");
  const format = useFormat();
  const sending = ratio < 1 ? t("sending", { percent: format.percent(ratio) }) : t("checking");
  return (
    <span className="tabular shrink-0 text-xs text-ink-subtle">
      {state === "waiting" ? t("waiting") : sending}
    </span>
  );
}

function TaskProblem({ reason }: { reason: string | null }) {
  const message = useErrorMessage();
  return (
    <p role="alert" className="text-[0.8125rem] text-danger-ink">
      {message({ data: { code: "UNEXPECTED", reason: reason ?? undefined } })}
    </p>
  );
}
