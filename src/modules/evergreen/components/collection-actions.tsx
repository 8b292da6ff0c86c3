"use client";

import { Ellipsis, Play, Settings2 } from "lucide-react";
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
import type { CollectionView } from "../schemas";
import { CollectionDialog } from "./collection-form";

type Question = "pauseQuestion" | "deleteQuestion";

export interface CollectionActionsProps {
  collection: CollectionView;
  onDeleted: () => void;
}

/** What can be done with a collection as a whole. */
export function CollectionActions({ collection, onDeleted }: CollectionActionsProps) {
  const t = useTranslations("evergreen.actions");
  const [settings, setSettings] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {collection.paused && <ResumeButton collection={collection} />}
      <Button size="sm" onClick={() => setSettings(true)}>
        <Settings2 aria-hidden />
        {t("settings")}
      </Button>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton size="sm" tooltip={false} label={t("more", { name: collection.name })}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {!collection.paused && (
            <DropdownMenuItem onSelect={() => setQuestion("pauseQuestion")}>{t("pause")}</DropdownMenuItem>
          )}
          <DropdownMenuItem tone="danger" onSelect={() => setQuestion("deleteQuestion")}>
            {t("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <CollectionDialog
        collection={collection}
        open={settings}
        onClose={() => setSettings(false)}
        onSaved={() => setSettings(false)}
      />
      {question && (
        <PlannedQuestion
          key={question}
          collection={collection}
          question={question}
          onClose={() => setQuestion(null)}
          onDeleted={onDeleted}
        />
      )}
    </div>
  );
}

function ResumeButton({ collection }: { collection: CollectionView }) {
  const t = useTranslations("evergreen.actions");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const resume = api.evergreen.resume.useMutation({
    onSuccess: () => toast.success(t("resumed")),
    onError: (error) => toast.error(message(error)),
    onSettled: () => cache.evergreen.invalidate(),
  });
  return (
    <Button
      size="sm"
      variant="primary"
      loading={resume.isPending}
      onClick={() => resume.mutate({ collectionId: collection.id })}
    >
      <Play aria-hidden />
      {t("resume")}
    </Button>
  );
}

interface PlannedQuestionProps {
  collection: CollectionView;
  question: Question;
  onClose: () => void;
  onDeleted: () => void;
}

/** Ask what becomes of planned posts, then pause or delete. */
function PlannedQuestion({ collection, question, onClose, onDeleted }: PlannedQuestionProps) {
  const t = useTranslations("evergreen");
  const cache = api.useUtils();
  const settled = {
    onSettled: () => Promise.all([cache.evergreen.invalidate(), cache.planning.invalidate()]),
  };
  const done = () => toast.success(t(`${question}.done`));
  const pause = api.evergreen.pause.useMutation({ ...settled, onSuccess: done });
  const remove = api.evergreen.deleteCollection.useMutation({
    ...settled,
    onSuccess: () => {
      done();
      onDeleted();
    },
  });
  const call = question === "pauseQuestion" ? pause : remove;
  return (
    <RemainderDialog
      title={t(`${question}.title`)}
      description={t(`${question}.description`)}
      confirmLabel={t(`${question}.confirm`)}
      tone={question === "deleteQuestion" ? "danger" : "primary"}
      count={collection.plannedCount}
      legend={t("planned.legend")}
      wordsOf={(one) => ({ label: t(`planned.${one}.label`), hint: t(`planned.${one}.hint`) })}
      onConfirm={(planned) => call.mutateAsync({ collectionId: collection.id, planned })}
      onClose={onClose}
    />
  );
}
