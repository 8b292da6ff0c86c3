"use client";

import { Ellipsis, Leaf, PenLine } from "lucide-react";
import { useNow, useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { EmptyState } from "@/ui/patterns/empty-state";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import { toast } from "@/ui/primitives/toast";
import type { EvergreenView } from "../schemas";
import { ItemDialog } from "./item-dialog";
import { useRefusalWords } from "./use-refusal-words";

const LOOK: Record<EvergreenView["state"], StatusKind> = {
  active: "planned",
  used_up: "done",
  retired: "paused",
};

export interface ItemListProps {
  collectionId: Id<"collection">;
  items: readonly EvergreenView[];
  zone: string;
  canManage: boolean;
}

/** The items of a collection, newest first, with how often each was used. */
export function ItemList({ collectionId, items, zone, canManage }: ItemListProps) {
  const t = useTranslations("evergreen.items");
  const [editing, setEditing] = useState<{ item: EvergreenView | null } | null>(null);
  const add = canManage && (
    <Button variant={items.length === 0 ? "primary" : undefined} onClick={() => setEditing({ item: null })}>
      {t("add")}
    </Button>
  );
  return (
    <Section title={t("title")} actions={items.length > 0 && add}>
      {items.length === 0 ? (
        <EmptyState icon={Leaf} title={t("empty.title")} description={t("empty.description")} action={add} />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {items.map((item) => (
            <ItemRow
              key={item.id}
              item={item}
              zone={zone}
              onEdit={canManage ? () => setEditing({ item }) : null}
            />
          ))}
        </ul>
      )}
      <ItemDialog
        key={editing?.item?.id ?? "new"}
        collectionId={collectionId}
        item={editing?.item ?? null}
        open={editing !== null}
        onClose={() => setEditing(null)}
      />
    </Section>
  );
}

interface ItemRowProps {
  item: EvergreenView;
  zone: string;
  /** Null: the reader may not change it. */
  onEdit: (() => void) | null;
}

function ItemRow({ item, zone, onEdit }: ItemRowProps) {
  const t = useTranslations("evergreen.items");
  const format = useFormat();
  const now = useNow();
  const refusals = useRefusalWords(item.refusals);
  const { variations, uses, usesMax, lastUsedAt, mediaCount, state } = item;
  const facts = [
    t("variations", { count: variations.length }),
    mediaCount > 0 && t("files", { count: mediaCount }),
    usesMax === null ? t("used", { uses }) : t("usedOf", { uses, max: usesMax }),
    // The latest use may still lie ahead: a slot that it holds.
    lastUsedAt &&
      t(lastUsedAt > now ? "planned" : "last", { when: format.instant(lastUsedAt, zone, "date") }),
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="grid min-w-0 grow basis-60 gap-1">
        <p className="line-clamp-2 break-words text-sm" dir="auto">
          {item.title ? <strong className="font-medium">{item.title} — </strong> : null}
          {variations[0]}
        </p>
        <p className="text-xs text-ink-subtle">{facts.join(" · ")}</p>
        {refusals.map((sentence) => (
          <p key={sentence} className="text-xs text-warning-ink">
            {sentence}
          </p>
        ))}
      </div>
      <div className="flex items-center gap-2">
        <StatusBadge kind={LOOK[state]}>{t(`state.${state}`)}</StatusBadge>
        {onEdit && <ItemActions item={item} onEdit={onEdit} />}
      </div>
    </li>
  );
}

function ItemActions({ item, onEdit }: { item: EvergreenView; onEdit: () => void }) {
  const t = useTranslations("evergreen.items");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const [deleting, setDeleting] = useState(false);
  const text = (item.title ?? item.variations[0] ?? "").slice(0, 40);
  const options = (done: string) => ({
    onSuccess: () => toast.success(done),
    onError: (error: unknown) => toast.error(message(error)),
    onSettled: () => cache.evergreen.invalidate(),
  });
  const retire = api.evergreen.retire.useMutation(options(t("retired")));
  const revive = api.evergreen.revive.useMutation(options(t("revived")));
  const remove = api.evergreen.delete.useMutation(options(t("deleted")));
  const input = { evergreenId: item.id };
  return (
    <>
      <IconButton size="sm" label={t("editOf", { text })} onClick={onEdit}>
        <PenLine aria-hidden />
      </IconButton>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton size="sm" tooltip={false} label={t("more", { text })}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {item.state === "retired" ? (
            <DropdownMenuItem onSelect={() => revive.mutate(input)}>{t("revive")}</DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => retire.mutate(input)}>{t("retire")}</DropdownMenuItem>
          )}
          <DropdownMenuItem tone="danger" onSelect={() => setDeleting(true)}>
            {t("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t("deleteTitle")}
        description={t("deleteDescription")}
        confirmLabel={t("deleteConfirm")}
        onConfirm={() => remove.mutateAsync(input)}
      />
    </>
  );
}
