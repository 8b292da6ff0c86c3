"use client";

import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Button } from "@/ui/primitives/button";
import { Sheet } from "@/ui/primitives/sheet";
import { VersionItem } from "./version-item";

export interface HistoryButtonProps {
  postId: Id<"post">;
  revision: number;
  /** Whether the reader may change the post as it stands. */
  canRestore: boolean;
  zone: string;
}

/** Opens what a post said before: who changed what, and the way back. */
export function HistoryButton(props: HistoryButtonProps) {
  const t = useTranslations("versions");
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      title={t("title")}
      description={t("description")}
      trigger={
        // On a phone its sign alone, so that what comes next stays in reach.
        <Button className="max-sm:px-2.5">
          <History aria-hidden />
          <span className="max-sm:sr-only">{t("open")}</span>
        </Button>
      }
    >
      {open && <Versions {...props} onRestored={() => setOpen(false)} />}
    </Sheet>
  );
}

function Versions({ postId, onRestored, ...props }: HistoryButtonProps & { onRestored: () => void }) {
  const t = useTranslations("versions");
  const versions = api.versions.list.useQuery({ postId });
  const [shown, setShown] = useState<Id<"version"> | null>(null);
  if (versions.isPending) return <ListSkeleton rows={4} />;
  if (versions.isError) return <QueryError query={versions} />;
  const { items } = versions.data;
  if (items.length === 0)
    return <EmptyState icon={History} title={t("empty.title")} description={t("empty.description")} />;
  const open = shown ?? items[0]?.id;
  return (
    <ol aria-label={t("title")} className="grid gap-2">
      {items.map((version, index) => (
        <VersionItem
          key={version.id}
          version={version}
          latest={index === 0}
          open={version.id === open}
          onOpen={() => setShown(version.id)}
          onRestored={onRestored}
          {...props}
        />
      ))}
    </ol>
  );
}
