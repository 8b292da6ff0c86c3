"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { toast } from "@/ui/primitives/toast";
import type { SeriesView, UpcomingOccurrence } from "../schemas";
import { SeriesEditor } from "./series-editor";

const SCOPES = ["this", "following", "all"] as const;
type Scope = (typeof SCOPES)[number];

export interface SeriesEditDialogProps {
  series: SeriesView;
  /** The occurrence that was opened; null: the series as a whole. */
  occurrence: UpcomingOccurrence | null;
  base: string;
  open: boolean;
  onClose: () => void;
}

/** Change one occurrence, those that follow, or all: asked first, then edited. */
export function SeriesEditDialog({ series, occurrence, base, open, onClose }: SeriesEditDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      {open && <Body series={series} occurrence={occurrence} base={base} onClose={onClose} />}
    </Dialog>
  );
}

function Body({ series, occurrence, base, onClose }: Omit<SeriesEditDialogProps, "open">) {
  const t = useTranslations("series.edit");
  const format = useFormat();
  const [scope, setScope] = useState<Exclude<Scope, "this"> | null>(occurrence ? null : "all");
  const when = occurrence && format.instant(occurrence.at, series.timeZone, "slot");
  if (!scope && occurrence)
    return (
      <DialogContent title={t("scope.title")} description={t("scope.description", { when: when ?? "" })}>
        <ScopeQuestion
          series={series}
          occurrence={occurrence}
          base={base}
          onChosen={setScope}
          onClose={onClose}
        />
      </DialogContent>
    );
  return (
    <DialogContent
      size="lg"
      title={t(scope === "following" ? "following.title" : "all.title")}
      description={t(scope === "following" ? "following.description" : "all.description", {
        when: when ?? "",
      })}
    >
      <ChangeForm series={series} occurrence={scope === "following" ? occurrence : null} onDone={onClose} />
    </DialogContent>
  );
}

interface ScopeQuestionProps {
  series: SeriesView;
  occurrence: UpcomingOccurrence;
  base: string;
  onChosen: (scope: "following" | "all") => void;
  onClose: () => void;
}

function ScopeQuestion({ series, occurrence, base, onChosen, onClose }: ScopeQuestionProps) {
  const t = useTranslations("series.edit.scope");
  const router = useRouter();
  const message = useErrorMessage();
  const [scope, setScope] = useState<Scope>("this");
  const cache = api.useUtils();
  const write = api.series.editOccurrence.useMutation({
    onSuccess: () => cache.series.invalidate(),
    onError: (error) => toast.error(message(error)),
  });
  const openPost = async () => {
    const { occurrence: name, postId } = occurrence;
    // One that is not written yet is written first: the composer then edits it like any post.
    const id = postId ?? (await write.mutateAsync({ seriesId: series.id, occurrence: name })).id;
    onClose();
    router.push(`${base}/compose?post=${id}`);
  };
  const go = () => (scope === "this" ? void openPost().catch(() => undefined) : onChosen(scope));
  return (
    <div className="grid gap-4">
      <RadioGroup
        aria-label={t("label")}
        value={scope}
        onValueChange={(value) => setScope(SCOPES.find((one) => one === value) ?? "this")}
      >
        {SCOPES.map((one) => (
          <RadioOption key={one} value={one} label={t(`${one}.label`)} hint={t(`${one}.hint`)} />
        ))}
      </RadioGroup>
      <Button variant="primary" loading={write.isPending} onClick={go}>
        {t("continue")}
      </Button>
    </div>
  );
}

interface ChangeFormProps {
  series: SeriesView;
  /** Null: all of them. */
  occurrence: UpcomingOccurrence | null;
  onDone: () => void;
}

function ChangeForm({ series, occurrence, onDone }: ChangeFormProps) {
  const t = useTranslations("series.edit");
  const cache = api.useUtils();
  const onSuccess = async () => {
    await Promise.all([
      cache.series.invalidate(),
      cache.planning.invalidate(),
      cache.publishing.invalidate(),
    ]);
    toast.success(t("done"));
    onDone();
  };
  const all = api.series.editAll.useMutation({ onSuccess });
  const following = api.series.editFollowing.useMutation({ onSuccess });
  const { id: seriesId, rule, timeZone } = series;
  const template = series.template as Parameters<typeof SeriesEditor>[0]["initial"]["template"];
  const startsAt = occurrence?.occurrence ?? series.startsAt;
  const initial = { template, rule, startsAt, timeZone };
  const edited = series.upcoming.filter(
    (one) => one.detached && (!occurrence || one.occurrence >= occurrence.occurrence),
  );
  return (
    <SeriesEditor
      initial={initial}
      submitLabel={t(occurrence ? "following.submit" : "all.submit")}
      editedCount={edited.length}
      onSubmit={(values, { includeEdited }) => {
        const change = {
          seriesId,
          includeEdited,
          ...changedText(template, values.template),
          ...(values.rule === rule ? {} : { rule: values.rule }),
          ...(values.startsAt === startsAt ? {} : { startsAt: values.startsAt }),
        };
        return occurrence
          ? following.mutateAsync({ ...change, occurrence: occurrence.occurrence })
          : all.mutateAsync(change);
      }}
    />
  );
}

/** The text only when it differs: posts that keep theirs are not written anew, and nobody must approve them again. */
const changedText = <T,>(before: T, after: T): { template?: T } =>
  JSON.stringify(before) === JSON.stringify(after) ? {} : { template: after };
