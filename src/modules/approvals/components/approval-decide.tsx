"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api, errorDataFrom } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useTooLong } from "@/ui/forms/use-too-long";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogClose, DialogContent } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { type ApprovalStage, type ApprovalView, noteMax } from "../schemas";
import { ApprovalChanges } from "./approval-changes";
import { useApprovalCache } from "./use-approval";

/** What the dialog is about to record. */
export interface Verdict {
  stage: ApprovalStage;
  decision: "approved" | "changes_requested";
}

interface DecideDialogProps {
  view: ApprovalView;
  /** Null: closed. */
  verdict: Verdict | null;
  onClose: () => void;
}

/** Approve, or say what should change; bound to what the page showed when it was opened. */
export function DecideDialog({ view, verdict, onClose }: DecideDialogProps) {
  const t = useTranslations("approvals.decide");
  const approves = verdict?.decision === "approved";
  return (
    <Dialog open={verdict !== null} onOpenChange={(open) => !open && onClose()}>
      {verdict && (
        <DialogContent
          title={t(approves ? "approveTitle" : "changesTitle")}
          description={t(approves ? "approveDescription" : "changesDescription")}
        >
          <DecideForm view={view} verdict={verdict} onDone={onClose} />
        </DialogContent>
      )}
    </Dialog>
  );
}

/** Record the verdict about the hash in sight; when that moved, the newer one is shown before it can be decided again. */
function useDecide(view: ApprovalView, { stage, decision }: Verdict, onDone: () => void) {
  const t = useTranslations("approvals.panel");
  const refresh = useApprovalCache();
  const [seen, setSeen] = useState(view.hash);
  const [moved, setMoved] = useState(false);
  const decide = api.approvals.decide.useMutation({
    onSuccess: async (saved) => {
      toast.success(t(decision === "approved" ? "approvedToast" : "changesToast"));
      onDone();
      await refresh(saved);
    },
    onError: async (error) => {
      const data = errorDataFrom(error);
      if (data?.reason === "approval.content_moved" && typeof data.details?.hash === "string") {
        setSeen(data.details.hash);
        setMoved(true);
      }
      await refresh(null);
    },
  });
  const send = (words: { note: string; clientName?: string }) =>
    decide.mutate({ postId: view.postId, stage, decision, hash: seen, ...words });
  return { send, moved, pending: decide.isPending, error: decide.error };
}

interface DecideFormProps {
  view: ApprovalView;
  verdict: Verdict;
  onDone: () => void;
}

function DecideForm({ view, verdict, onDone }: DecideFormProps) {
  const t = useTranslations("approvals");
  const message = useErrorMessage();
  const { send, moved, pending, error } = useDecide(view, verdict, onDone);
  const [note, setNote] = useState("");
  const [clientName, setClientName] = useState(view.links[0]?.name ?? "");
  const [missing, setMissing] = useState(false);
  const approves = verdict.decision === "approved";
  const forClient = verdict.stage === "client";
  const problem = useTooLong()(note, noteMax);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem) return;
    const unexplained = !approves && note.trim() === "";
    setMissing(unexplained || (forClient && clientName.trim() === ""));
    if (unexplained || (forClient && clientName.trim() === "")) return;
    send({ note: note.trim(), ...(forClient ? { clientName: clientName.trim() } : {}) });
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {moved ? (
        <Banner live tone="warning" title={t("decide.moved.title")}>
          <div className="grid gap-3">
            {t("decide.moved.body")}
            {view.changes && <ApprovalChanges changes={view.changes.list} label={t("decide.moved.title")} />}
          </div>
        </Banner>
      ) : (
        error && <Banner live tone="danger" title={message(error)} />
      )}
      {forClient && (
        <Field
          label={t("decide.clientName")}
          hint={t("decide.clientHint")}
          error={missing && clientName.trim() === "" && t("decide.clientName")}
          required
        >
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              value={clientName}
              onChange={(event) => setClientName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={t("decide.note")}
        optional={approves}
        required={!approves}
        error={problem ?? (missing && !approves && note.trim() === "" && t("decide.noteNeeded"))}
      >
        {(control) => (
          <Textarea {...control} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose asChild>
          <Button>{t("client.cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={pending}>
          {t(approves ? "decide.approve" : "decide.changes")}
        </Button>
      </div>
    </form>
  );
}
