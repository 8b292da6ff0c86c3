"use client";

import { PenLine, Plus, Tags, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { HueChip } from "@/ui/primitives/hue-chip";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import { toast } from "@/ui/primitives/toast";
import type { LabelView } from "../schemas";
import { LabelDialog } from "./label-dialog";

interface LabelsSettingsProps {
  canWrite: boolean;
  /** Address of the workspace. */
  base: string;
}

/** The labels of the workspace: make, rename, recolour, delete. */
export function LabelsSettings({ canWrite, base }: LabelsSettingsProps) {
  const t = useTranslations("labels");
  const [creating, setCreating] = useState(false);
  const labels = api.labels.list.useQuery({});
  const create = canWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <Section title={t("title")} description={t("description")} actions={create}>
      {labels.isPending && <ListSkeleton rows={4} />}
      {labels.isError && <QueryError query={labels} />}
      {labels.data?.items.length === 0 && (
        <EmptyState icon={Tags} title={t("empty.title")} description={t("empty.description")} />
      )}
      {labels.data && labels.data.items.length > 0 && (
        <ul
          aria-label={t("title")}
          className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs"
        >
          {labels.data.items.map((label) => (
            <LabelRow key={label.id} label={label} canWrite={canWrite} base={base} />
          ))}
        </ul>
      )}
      {creating && <LabelDialog onClose={() => setCreating(false)} />}
    </Section>
  );
}

function LabelRow({ label, canWrite, base }: { label: LabelView } & LabelsSettingsProps) {
  const t = useTranslations("labels");
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const cache = api.useUtils();
  const remove = api.labels.delete.useMutation({
    onSuccess: () => void toast.success(t("deleted", { name: label.name })),
    onSettled: () => Promise.all([cache.labels.invalidate(), cache.planning.invalidate()]),
  });
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 px-4 py-2 sm:flex-nowrap">
      <div className="flex min-w-0 grow max-sm:basis-full">
        <HueChip hue={label.color} className="min-w-0">
          <span className="truncate">{label.name}</span>
        </HueChip>
      </div>
      <Link
        href={`${base}/posts?label=${label.id}`}
        tone="quiet"
        className="tabular shrink-0 text-sm text-ink-muted max-sm:mr-auto"
      >
        {t("posts", { count: label.posts })}
      </Link>
      {canWrite && (
        <>
          <IconButton size="sm" label={t("editOf", { name: label.name })} onClick={() => setOpen("edit")}>
            <PenLine aria-hidden />
          </IconButton>
          <IconButton size="sm" label={t("deleteOf", { name: label.name })} onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      )}
      {open === "edit" && <LabelDialog label={label} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(next) => !next && setOpen(null)}
        title={t("deleteTitle", { name: label.name })}
        description={t("deleteDescription", { count: label.posts })}
        confirmLabel={t("delete")}
        onConfirm={() => remove.mutateAsync({ labelId: label.id })}
      />
    </li>
  );
}
