"use client";

import { MessageCircle } from "lucide-react";
import { useNow, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useTooLong } from "@/ui/forms/use-too-long";
import { Avatar } from "@/ui/primitives/avatar";
import { Button } from "@/ui/primitives/button";
import { Field } from "@/ui/primitives/field";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { noteMax } from "../schemas";
import type { ClientPostView } from "./client-types";

interface ClientCommentsProps {
  token: string;
  post: ClientPostView;
  /** The client's own name. */
  me: string;
}

/** What the client and the team say to each other about a post. */
export function ClientComments({ token, post, me }: ClientCommentsProps) {
  const t = useTranslations("approvals.client");
  const format = useFormat();
  const now = useNow();
  const { comments } = post;
  const [open, setOpen] = useState(comments.length > 0);
  if (!open)
    return (
      <div className="border-line border-t pt-3">
        <Button variant="ghost" onClick={() => setOpen(true)} className="-ml-3">
          <MessageCircle aria-hidden />
          {t("commentsOf", { count: comments.length })}
        </Button>
      </div>
    );
  return (
    <section aria-label={t("comments")} className="grid gap-4 border-line border-t pt-4">
      {comments.length > 0 && (
        <ol className="grid gap-3">
          {comments.map(({ id, name, byClient, body, createdAt }) => (
            <li key={id} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
              <Avatar name={name} size="sm" className="mt-0.5" />
              <div className="min-w-0">
                <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
                  <span className="font-medium">{byClient && name === me ? t("you", { name }) : name}</span>
                  {/* The page may arrive a second later than it was drawn. */}
                  <time
                    suppressHydrationWarning
                    dateTime={createdAt.toISOString()}
                    className="text-ink-subtle text-xs"
                  >
                    {format.relative(createdAt, now)}
                  </time>
                </p>
                <p dir="auto" className="whitespace-pre-wrap wrap-anywhere text-sm">
                  {body}
                </p>
              </div>
            </li>
          ))}
        </ol>
      )}
      <CommentForm token={token} postId={post.postId} />
    </section>
  );
}

function CommentForm({ token, postId }: { token: string; postId: ClientPostView["postId"] }) {
  const t = useTranslations("approvals.client");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const [body, setBody] = useState("");
  const comment = api.approvals.reviewComment.useMutation({
    onError: (error) => toast.error(message(error)),
    onSuccess: () => setBody(""),
    onSettled: () => cache.approvals.reviewPost.invalidate({ token, postId }),
  });
  const problem = useTooLong()(body, noteMax);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (body.trim() !== "" && !problem) comment.mutate({ token, postId, body: body.trim() });
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      <Field label={t("comment")} labelHidden error={problem}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            placeholder={t("commentPlaceholder")}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" loading={comment.isPending} disabled={body.trim() === ""}>
          {t("sendComment")}
        </Button>
      </div>
    </form>
  );
}
