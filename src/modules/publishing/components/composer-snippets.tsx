"use client";

import { PenTool } from "lucide-react";
import { useTranslations } from "next-intl";
import { SnippetMenu } from "@/modules/snippets/components/snippet-menu";
import { signatureFor, signedText, withSignature } from "@/modules/snippets/policy";
import type { SnippetView } from "@/modules/snippets/schemas";
import { api } from "@/trpc/client";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { elementIdOf, type FieldTarget, sharedTab } from "./composer-check";
import { useComposer } from "./composer-context";
import type { PostPart } from "../schemas";
import { type DraftPart, freshPart } from "./composer-parts";

interface ComposerSnippetsProps {
  /** The text area that they are put into. */
  target: FieldTarget;
  value: string;
  onChange: (text: string) => void;
}

/** Where the caret stands in a text area; its end when it was never there. */
export function caretOf(id: string, value: string): [start: number, end: number] {
  const area = document.getElementById(id);
  if (!(area instanceof HTMLTextAreaElement)) return [value.length, value.length];
  return [area.selectionStart, area.selectionEnd];
}

/** A template keeps words: its parts get their files where they are used. */
const withoutFiles = ({ kind, body, delayMinutes }: PostPart): DraftPart => ({
  ...freshPart(kind, body),
  delayMinutes,
});

/** Puts kept texts into the one that is being written, and tells where a signature will follow it. */
export function ComposerSnippets({ target, value, onChange }: ComposerSnippetsProps) {
  const { draft, dispatch, readOnly } = useComposer();
  if (readOnly) return null;
  const insert = (text: string, { kind, extra }: SnippetView) => {
    if (kind === "signature") return onChange(withSignature(value, text));
    const [start, end] = caretOf(elementIdOf(target), value);
    onChange(value.slice(0, start) + text + value.slice(end));
    if (kind !== "template") return;
    // A template fills what is empty, and never replaces what somebody wrote.
    if (extra.title && draft.title === "") dispatch({ type: "title", title: extra.title });
    const tags = [...new Set([...draft.tags, ...extra.tags])];
    if (tags.length > draft.tags.length) dispatch({ type: "tags", tags });
    if (extra.parts.length > 0 && draft.parts.length === 0)
      dispatch({ type: "parts", channelId: null, act: { do: "add", parts: extra.parts.map(withoutFiles) } });
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-2 pb-2 sm:px-3">
      <SnippetMenu onInsert={insert} />
      <Signatures target={target} />
    </div>
  );
}

/** Says whose texts will end with a signature that is not written in them, and lets a post go without. */
function Signatures({ target }: { target: FieldTarget }) {
  const t = useTranslations("composer.snippets");
  const { composed, draft, dispatch, readOnly } = useComposer();
  const snippets = api.snippets.list.useQuery({ kind: "signature" });
  if (target.field !== "body") return null;
  const names = composed
    .filter(({ channel, variant }) => target.tab === channel.id || variant.body === null)
    .flatMap(({ channel, content: { body } }) => {
      const signature = signatureFor(channel.id, snippets.data?.items ?? []);
      return signedText(body, signature) === body ? [] : [channel.name];
    });
  if (names.length === 0) return null;
  const told = t(draft.signed ? "signed" : "unsigned", { channels: names.join(", ") });
  if (target.tab === sharedTab)
    return (
      <SwitchField
        label={t("sign")}
        hint={told}
        checked={draft.signed}
        disabled={readOnly}
        onCheckedChange={(signed) => dispatch({ type: "signed", signed })}
      />
    );
  return (
    <p className="flex items-center gap-1.5 text-ink-subtle text-xs">
      <PenTool aria-hidden className="size-3.5 shrink-0" />
      {told}
    </p>
  );
}
