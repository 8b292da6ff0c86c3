"use client";

import { Check, MessageSquareWarning } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { api, errorDataFrom } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useTooLong } from "@/ui/forms/use-too-long";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Field } from "@/ui/primitives/field";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { noteMax } from "../schemas";
import type { ClientPostView } from "./client-types";

interface ClientAnswerProps {
  token: string;
  post: ClientPostView;
  zone: string;
}

/** Send the client's answer about exactly what they saw; what moved meanwhile is shown anew. */
function useAnswer(token: string, { postId, hash }: ClientPostView) {
  const t = useTranslations("approvals.client");
  const cache = api.useUtils();
  const decide = api.approvals.reviewDecide.useMutation({
    onSuccess: (_, { decision }) =>
      void toast.success(t(decision === "approved" ? "approvedToast" : "changesToast")),
    onSettled: () =>
      Promise.all([
        cache.approvals.review.invalidate(),
        cache.approvals.reviewPost.invalidate({ token, postId }),
      ]),
  });
  const send = (decision: "approved" | "changes_requested", note = "") =>
    decide.mutate({ token, postId, hash, decision, note });
  const moved = errorDataFrom(decide.error)?.reason === "approval.content_moved";
  return { send, moved, error: decide.error, pending: decide.isPending };
}

/** What the client answers, or what they answered. */
export function ClientAnswer({ token, post, zone }: ClientAnswerProps) {
  const t = useTranslations("approvals.client");
  const message = useErrorMessage();
  const { send, moved, error, pending } = useAnswer(token, post);
  const [writing, setWriting] = useState(false);
  return (
    <div className="grid gap-3">
      {moved ? (
        <Banner live tone="warning" title={t("moved.title")}>
          {t("moved.body")}
        </Banner>
      ) : (
        error && <Banner live tone="danger" title={message(error)} />
      )}
      {post.answer && <Answered answer={post.answer} zone={zone} />}
      {post.state === "open" &&
        (writing ? (
          <ChangesForm
            pending={pending}
            onCancel={() => setWriting(false)}
            onSend={(note) => send("changes_requested", note)}
          />
        ) : (
          <div className="grid gap-2 sm:flex">
            <Button variant="primary" size="lg" loading={pending} onClick={() => send("approved")}>
              <Check aria-hidden />
              {t("approve")}
            </Button>
            <Button size="lg" disabled={pending} onClick={() => setWriting(true)}>
              <MessageSquareWarning aria-hidden />
              {t("changes")}
            </Button>
          </div>
        ))}
    </div>
  );
}

function Answered({ answer, zone }: { answer: NonNullable<ClientPostView["answer"]>; zone: string }) {
  const t = useTranslations("approvals.client");
  const format = useFormat();
  const { decision, name, note, at } = answer;
  const words = { name: name ?? "", when: format.instant(at, zone, "medium") };
  return (
    <Banner tone={decision === "approved" ? "success" : "warning"} title={t(`answered.${decision}`, words)}>
      {note && <p className="whitespace-pre-wrap wrap-anywhere">{note}</p>}
    </Banner>
  );
}

interface ChangesFormProps {
  pending: boolean;
  onCancel: () => void;
  onSend: (note: string) => void;
}

function ChangesForm({ pending, onCancel, onSend }: ChangesFormProps) {
  const t = useTranslations("approvals");
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const problem = useTooLong()(note, noteMax);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(note.trim() === "");
    if (note.trim() !== "" && !problem) onSend(note.trim());
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-3">
      <Field
        label={t("client.note")}
        hint={t("client.noteHint")}
        error={problem ?? (missing && note.trim() === "" && t("decide.noteNeeded"))}
        required
      >
        {(control) => (
          <Textarea
            {...control}
            // The field was asked for by the button that it replaces.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" loading={pending}>
          {t("client.send")}
        </Button>
        <Button onClick={onCancel}>{t("client.cancel")}</Button>
      </div>
    </form>
  );
}
