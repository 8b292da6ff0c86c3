"use client";

import { useNow, useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Avatar } from "@/ui/primitives/avatar";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { toast } from "@/ui/primitives/toast";
import type { CommentView } from "../schemas";
import { CommentEditor } from "./comment-editor";
import { CommentText } from "./comment-text";

interface CommentItemProps {
  comment: CommentView;
  postId: Id<"post">;
  zone: string;
}

/** One comment: who, when, what; its author changes or deletes it in place. */
export function CommentItem({ comment, postId, zone }: CommentItemProps) {
  const t = useTranslations("comments");
  const format = useFormat();
  const now = useNow();
  const [editing, setEditing] = useState(false);
  const { createdAt, editedAt, byClient, authorId } = comment;
  const name = comment.authorName ?? t(authorId === null ? "integration" : "somebody");
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <Avatar name={name} size="sm" className="mt-0.5" />
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 text-sm">
          <span className="font-medium">{name}</span>
          {byClient && <Badge tone="info">{t("client")}</Badge>}
          {/* The page may arrive a second later than it was drawn. */}
          <time
            suppressHydrationWarning
            dateTime={createdAt.toISOString()}
            title={format.instant(createdAt, zone, "long")}
            className="text-ink-subtle text-xs"
          >
            {format.relative(createdAt, now)}
          </time>
          {editedAt && <span className="text-ink-subtle text-xs">({t("edited")})</span>}
        </p>
        {editing ? (
          <EditComment comment={comment} postId={postId} name={name} onDone={() => setEditing(false)} />
        ) : (
          <CommentText body={comment.body} mentions={comment.mentions} />
        )}
        {!editing && (
          <ItemActions comment={comment} postId={postId} name={name} onEdit={() => setEditing(true)} />
        )}
      </div>
    </li>
  );
}

type PartProps = Pick<CommentItemProps, "comment" | "postId"> & { name: string };

function EditComment({ comment, postId, name, onDone }: PartProps & { onDone: () => void }) {
  const t = useTranslations("comments");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const edit = api.comments.edit.useMutation({
    onError: (error) => toast.error(message(error)),
    onSuccess: onDone,
    onSettled: () => cache.comments.list.invalidate({ postId }),
  });
  return (
    <CommentEditor
      label={t("editOf", { name })}
      submitLabel={t("save")}
      initial={comment}
      onCancel={onDone}
      onSubmit={(words) => edit.mutateAsync({ commentId: comment.id, ...words })}
    />
  );
}

function ItemActions({ comment, postId, name, onEdit }: PartProps & { onEdit: () => void }) {
  const t = useTranslations("comments");
  const cache = api.useUtils();
  const remove = api.comments.delete.useMutation({
    onSuccess: () => void toast.success(t("deleted")),
    onSettled: () => cache.comments.list.invalidate({ postId }),
  });
  const { id: commentId, canEdit, canDelete } = comment;
  if (!canEdit && !canDelete) return null;
  return (
    <div className="-ml-3 flex">
      {canEdit && (
        <Button size="sm" variant="ghost" aria-label={t("editOf", { name })} onClick={onEdit}>
          {t("edit")}
        </Button>
      )}
      {canDelete && (
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="ghost" aria-label={t("deleteOf", { name })}>
              {t("delete")}
            </Button>
          }
          title={t("deleteTitle")}
          description={t("deleteDescription")}
          confirmLabel={t("delete")}
          onConfirm={() => remove.mutateAsync({ commentId })}
        />
      )}
    </div>
  );
}
