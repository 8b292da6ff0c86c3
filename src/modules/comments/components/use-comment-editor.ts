"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import type { Id } from "@/kernel/ids";
import { api, type RouterOutputs } from "@/trpc/client";
import { commentMax } from "../schemas";
import { answersTo, callAt, calledIn } from "./mention";

export type Member = RouterOutputs["workspaces"]["members"][number];

/** What is sent of a comment. */
export interface CommentWords {
  body: string;
  mentions: Id<"user">[];
}

const offersMax = 6;

/** The members who answer to what is being typed after an at sign, and which of them the keys point at. */
function useCall(body: string, members: readonly Member[]) {
  const [caret, setCaret] = useState<number | null>(null);
  const [picked, setPicked] = useState(0);
  const call = caret === null ? null : callAt(body, caret);
  const offers = call ? members.filter(({ name }) => answersTo(name, call.query)).slice(0, offersMax) : [];
  const at = Math.min(picked, Math.max(0, offers.length - 1));
  return { call, offers, at, setPicked, setCaret };
}

/** The text of a comment with its calls: what is typed, whom it could call, and sending it. */
export function useCommentEditor(initial: string, onSubmit: (words: CommentWords) => Promise<unknown>) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(initial);
  const [sending, setSending] = useState(false);
  const members = api.workspaces.members.useQuery(undefined, { staleTime: 60_000 }).data ?? [];
  const { call, offers, at, setPicked, setCaret } = useCall(body, members);
  const take = (member: Member | undefined): void => {
    const element = area.current;
    if (!call || !member || !element) return;
    const head = `${body.slice(0, call.from)}@${member.name} `;
    setBody(head + body.slice(element.selectionStart).replace(/^ /, ""));
    setCaret(null);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(head.length, head.length);
    });
  };
  const send = async (): Promise<void> => {
    const words = body.trim();
    if (words === "" || words.length > commentMax || sending) return;
    setSending(true);
    try {
      const called = calledIn(body, members).map(({ userId }) => userId);
      await onSubmit({ body: words, mentions: [...new Set(called)] });
      setBody("");
    } catch {
      // The caller told why; the words stay.
    } finally {
      setSending(false);
    }
  };
  const type = (text: string, caret: number): void => {
    setBody(text);
    setCaret(caret);
    setPicked(0);
  };
  return { area, body, sending, offers, at, setPicked, setCaret, take, send, type };
}

/** Arrows choose among the offers, Enter or Tab takes, Escape leaves; Ctrl+Enter sends. */
export function editorKeys(editor: ReturnType<typeof useCommentEditor>) {
  const { offers, at, setPicked, setCaret, take, send } = editor;
  return (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return void send();
    if (offers.length === 0) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => setPicked((at + 1) % offers.length),
      ArrowUp: () => setPicked((at + offers.length - 1) % offers.length),
      Enter: () => take(offers[at]),
      Tab: () => take(offers[at]),
      Escape: () => setCaret(null),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
}
