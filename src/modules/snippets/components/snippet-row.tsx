"use client";

import { FilePlus2, PenLine, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { CopyButton } from "@/ui/primitives/copy-button";
import { IconButton } from "@/ui/primitives/icon-button";
import { toast } from "@/ui/primitives/toast";
import type { SnippetView } from "../schemas";
import { SnippetDialog } from "./snippet-dialog";

interface SnippetRowProps {
  snippet: SnippetView;
  canWrite: boolean;
  base: string;
}

/** One kept text with what can be done with it. */
export function SnippetRow({ snippet, canWrite, base }: SnippetRowProps) {
  const t = useTranslations("snippets");
  const { kind, name, body, extra, channelIds } = snippet;
  const written = kind === "variable" ? `{{${name.toLowerCase()}}}` : body;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3.5">
      <div className="grid min-w-0 grow basis-64 gap-1">
        <h2 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
          {kind === "variable" ? <code>{`{{${name}}}`}</code> : name}
          {extra.parts.length > 0 && <Badge>{t("parts", { count: extra.parts.length })}</Badge>}
        </h2>
        {extra.title && <p className="truncate text-sm font-medium text-ink-muted">{extra.title}</p>}
        <p className="line-clamp-3 whitespace-pre-line break-words text-sm text-ink-muted">
          {body || t("noText")}
        </p>
        {extra.tags.length > 0 && (
          <p className="truncate text-xs text-ink-subtle">{extra.tags.map((tag) => `#${tag}`).join(" ")}</p>
        )}
        {kind === "signature" && <SignatureChannels channelIds={channelIds} />}
      </div>
      <div className="flex items-center gap-1.5">
        {kind === "template" && canWrite && <UseTemplate snippet={snippet} base={base} />}
        {kind !== "template" && <CopyButton text={written} />}
        {canWrite && <SnippetActions snippet={snippet} />}
      </div>
    </li>
  );
}

function SignatureChannels({ channelIds }: Pick<SnippetView, "channelIds">) {
  const t = useTranslations("snippets");
  const channels = api.channels.list.useQuery({});
  const names = channels.data?.items.filter(({ id }) => channelIds.includes(id)).map(({ name }) => name);
  return (
    <p className="text-xs text-ink-subtle">
      {names && names.length > 0 ? t("addedTo", { channels: names.join(", ") }) : t("offered")}
    </p>
  );
}

/** Begins a draft with what a template holds, and opens it. */
function UseTemplate({ snippet, base }: { snippet: SnippetView; base: string }) {
  const t = useTranslations("snippets");
  const router = useRouter();
  const message = useErrorMessage();
  const create = api.publishing.create.useMutation({
    onSuccess: ({ id }) => router.push(`${base}/compose?post=${id}`),
    onError: (error) => void toast.error(message(error)),
  });
  const { title, tags, parts } = snippet.extra;
  return (
    <Button
      size="sm"
      loading={create.isPending || create.isSuccess}
      onClick={() => create.mutate({ body: snippet.body, title, tags, parts })}
    >
      <FilePlus2 aria-hidden />
      {t("use")} <span className="sr-only">{snippet.name}</span>
    </Button>
  );
}

function SnippetActions({ snippet }: { snippet: SnippetView }) {
  const t = useTranslations("snippets");
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const cache = api.useUtils();
  const { kind, name } = snippet;
  const remove = api.snippets.delete.useMutation({
    onSuccess: () => void toast.success(t("deleted", { name })),
    onSettled: () => cache.snippets.invalidate(),
  });
  return (
    <>
      <IconButton size="sm" label={t("editOf", { name })} onClick={() => setOpen("edit")}>
        <PenLine aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t("deleteOf", { name })} onClick={() => setOpen("delete")}>
        <Trash2 aria-hidden />
      </IconButton>
      {open === "edit" && <SnippetDialog kind={kind} snippet={snippet} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(next) => !next && setOpen(null)}
        title={t("deleteTitle", { name })}
        description={t(`deleteDescription.${kind === "variable" ? "variable" : "text"}`)}
        confirmLabel={t("delete")}
        onConfirm={() => remove.mutateAsync({ snippetId: snippet.id })}
      />
    </>
  );
}
