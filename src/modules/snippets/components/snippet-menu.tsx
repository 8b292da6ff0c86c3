"use client";

import { Command } from "cmdk";
import { SquareDashedText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { IconButton } from "@/ui/primitives/icon-button";
import { MENU_ITEM_CLASSES } from "@/ui/primitives/menu-classes";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";
import { SNIPPET_KINDS, type SnippetView } from "../schemas";

export interface SnippetMenuProps {
  /** What was chosen, and the text that it stands for. */
  onInsert: (text: string, snippet: SnippetView) => void;
  disabled?: boolean;
}

/** What a snippet writes into a text: a variable stays a variable until the post goes out. */
const textOf = ({ kind, name, body }: SnippetView): string =>
  kind === "variable" ? `{{${name.toLowerCase()}}}` : body;

/** Puts a kept text into the one that is being written, found by typing. */
export function SnippetMenu({ onInsert, disabled }: SnippetMenuProps) {
  const t = useTranslations("snippets");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <IconButton label={t("insert")} tooltip={false} disabled={disabled}>
          <SquareDashedText aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent aria-label={t("insert")} className="w-80 p-0">
        <Choices
          onChoose={(snippet) => {
            setOpen(false);
            onInsert(textOf(snippet), snippet);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function Choices({ onChoose }: { onChoose: (snippet: SnippetView) => void }) {
  const t = useTranslations("snippets");
  const list = api.snippets.list.useQuery({});
  if (list.isError) return <QueryError query={list} />;
  const items = list.data?.items ?? [];
  return (
    <Command loop>
      <Command.Input
        placeholder={t("find")}
        aria-label={t("find")}
        className="h-10 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        {!list.isPending && (
          <Command.Empty className="px-3 py-6 text-center text-sm text-ink-subtle">
            {items.length === 0 ? t("nothingKept") : t("notFound")}
          </Command.Empty>
        )}
        {SNIPPET_KINDS.map((kind) => {
          const own = items.filter((snippet) => snippet.kind === kind);
          if (own.length === 0) return null;
          return (
            <Command.Group key={kind} heading={t(`kind.${kind}`)} className="text-xs text-ink-subtle">
              {own.map((snippet) => (
                <Command.Item
                  key={snippet.id}
                  value={snippet.id}
                  keywords={[snippet.name, snippet.body.slice(0, 200)]}
                  onSelect={() => onChoose(snippet)}
                  className={MENU_ITEM_CLASSES}
                >
                  <span className="grid min-w-0">
                    <span className="truncate text-ink">{snippet.name}</span>
                    <span className="truncate text-xs text-ink-subtle">{snippet.body}</span>
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          );
        })}
      </Command.List>
    </Command>
  );
}
