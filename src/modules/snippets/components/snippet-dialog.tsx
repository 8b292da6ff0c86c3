"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { toast } from "@/ui/primitives/toast";
import type { CreateSnippetInput, SnippetKind, SnippetView } from "../schemas";
import { HashtagsForm, SignatureForm, TemplateForm, VariableForm } from "./snippet-forms";

export interface SnippetDialogProps {
  kind: SnippetKind;
  /** Absent for a new one. */
  snippet?: SnippetView;
  onClose: () => void;
}

const FORM = {
  template: TemplateForm,
  hashtags: HashtagsForm,
  signature: SignatureForm,
  variable: VariableForm,
} as const;

/** Write or change what is kept to be used again. */
export function SnippetDialog({ kind, snippet, onClose }: SnippetDialogProps) {
  const t = useTranslations();
  const formId = useId();
  const cache = api.useUtils();
  const create = api.snippets.create.useMutation();
  const update = api.snippets.update.useMutation();
  const Fields = FORM[kind];
  const save = async (value: CreateSnippetInput) => {
    await (snippet
      ? update.mutateAsync({ snippetId: snippet.id, snippet: value })
      : create.mutateAsync({ snippet: value }));
    await cache.snippets.invalidate();
    toast.success(t("snippets.saved", { name: value.name }));
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t(snippet ? `snippets.edit.${kind}` : `snippets.new.${kind}`)}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              loading={create.isPending || update.isPending}
            >
              {t("common.actions.save")}
            </Button>
          </>
        }
      >
        <Fields id={formId} snippet={snippet} onSave={save} />
      </DialogContent>
    </Dialog>
  );
}
