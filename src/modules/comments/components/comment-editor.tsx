"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { cn } from "@/ui/cn";
import { useTooLong } from "@/ui/forms/use-too-long";
import { Avatar } from "@/ui/primitives/avatar";
import { Button } from "@/ui/primitives/button";
import { MENU_SURFACE_CLASSES } from "@/ui/primitives/menu-classes";
import { Textarea } from "@/ui/primitives/textarea";
import { type CommentView, commentMax } from "../schemas";
import { type CommentWords, editorKeys, type Member, useCommentEditor } from "./use-comment-editor";

interface CommentEditorProps {
  label: string;
  placeholder?: string;
  submitLabel: string;
  /** What is being changed. */
  initial?: Pick<CommentView, "body">;
  onCancel?: () => void;
  /** The words are kept when it fails. */
  onSubmit: (words: CommentWords) => Promise<unknown>;
}

/** A text in which members are called by name. */
export function CommentEditor(props: CommentEditorProps) {
  const { label, placeholder, submitLabel, initial, onCancel, onSubmit } = props;
  const t = useTranslations("comments");
  const listId = useId();
  const editor = useCommentEditor(initial?.body ?? "", onSubmit);
  const { area, body, sending, offers, at, setCaret, take, send, type } = editor;
  const open = offers.length > 0;
  const problem = useTooLong()(body, commentMax);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="relative grid">
        <Textarea
          ref={area}
          rows={2}
          value={body}
          placeholder={placeholder}
          role="combobox"
          aria-label={label}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${listId}-problem` : undefined}
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open ? `${listId}-${at}` : undefined}
          onKeyDown={editorKeys(editor)}
          onBlur={() => setCaret(null)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onChange={(event) => type(event.target.value, event.target.selectionStart)}
        />
        {open && <Offers id={listId} offers={offers} at={at} onTake={take} />}
      </div>
      {problem && (
        <p id={`${listId}-problem`} role="alert" className="text-[0.8125rem] text-danger-ink">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          size="sm"
          variant="primary"
          loading={sending}
          disabled={body.trim() === "" || problem !== undefined}
        >
          {submitLabel}
        </Button>
        {onCancel && (
          <Button size="sm" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}

interface OffersProps {
  id: string;
  offers: readonly Member[];
  at: number;
  onTake: (member: Member) => void;
}

function Offers({ id, offers, at, onTake }: OffersProps) {
  const t = useTranslations("comments");
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("members")}
      className={cn(
        MENU_SURFACE_CLASSES,
        "absolute top-full z-20 mt-1 max-h-64 w-full max-w-72 overflow-y-auto p-1",
      )}
    >
      {offers.map((member, index) => (
        <div
          key={member.userId}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // The text keeps the focus; the press must come before it is lost.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(member);
          }}
          className={cn(
            "flex min-h-10 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm",
            index === at && "bg-hover",
          )}
        >
          <Avatar name={member.name} size="sm" />
          <span className="min-w-0 truncate">{member.name}</span>
        </div>
      ))}
    </div>
  );
}
