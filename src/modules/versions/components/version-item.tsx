"use client";

import { ChevronDown, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { usePostCache } from "@/modules/publishing/components/post-cache";
import { PostTime } from "@/modules/publishing/components/post-time";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { QueryError } from "@/ui/patterns/query-error";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { Select } from "@/ui/primitives/select";
import { Skeleton } from "@/ui/primitives/skeleton";
import { toast } from "@/ui/primitives/toast";
import type { VersionView } from "../schemas";
import { VersionChanges } from "./version-changes";

interface VersionItemProps {
  version: VersionView;
  latest: boolean;
  open: boolean;
  onOpen: () => void;
  onRestored: () => void;
  /** The post's revision as the reader sees it. */
  revision: number;
  canRestore: boolean;
  zone: string;
}

/** One version: when, by whom and how; opened, what it changed and the way back to it. */
export function VersionItem(props: VersionItemProps) {
  const { version, latest, open, onOpen, zone } = props;
  const t = useTranslations("versions");
  const id = useId();
  return (
    <li className="rounded-lg border border-line bg-surface">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onOpen}
        className="flex w-full items-center gap-3 rounded-lg px-4 py-3 text-left hover:bg-hover"
      >
        <span className="grid min-w-0 grow gap-0.5">
          <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <PostTime at={version.createdAt} zone={zone} style="medium" />
            {latest && <Badge tone="accent">{t("current")}</Badge>}
          </span>
          <span className="truncate text-xs text-ink-muted">
            {t(`origin.${version.origin}`, { name: version.authorName ?? t("somebody") })}
          </span>
        </span>
        <ChevronDown
          aria-hidden
          className={cn("size-4 shrink-0 text-ink-subtle transition-transform", open && "rotate-180")}
        />
      </button>
      {open && (
        <div id={id} className="grid gap-4 border-t border-line px-4 py-4">
          <Compared {...props} />
        </div>
      )}
    </li>
  );
}

function Compared({ version, latest, revision, canRestore, onRestored }: VersionItemProps) {
  const t = useTranslations("versions");
  const [against, setAgainst] = useState<"previous" | "latest">("previous");
  const comparison = api.versions.compare.useQuery({ versionId: version.id, with: against });
  return (
    <>
      {!latest && (
        <Select
          aria-label={t("compare.label")}
          className="w-full"
          value={against}
          onValueChange={(next) => setAgainst(next as typeof against)}
          options={[
            { value: "previous", label: t("compare.previous") },
            { value: "latest", label: t("compare.latest") },
          ]}
        />
      )}
      {comparison.isPending && <Skeleton className="h-24" />}
      {comparison.isError && <QueryError query={comparison} />}
      {comparison.data && <VersionChanges comparison={comparison.data} />}
      {!latest && canRestore && (
        <RestoreButton version={version} revision={revision} onRestored={onRestored} />
      )}
    </>
  );
}

type RestoreButtonProps = Pick<VersionItemProps, "version" | "revision" | "onRestored">;

function RestoreButton({ version, revision, onRestored }: RestoreButtonProps) {
  const t = useTranslations("versions");
  const message = useErrorMessage();
  const refresh = usePostCache();
  const cache = api.useUtils();
  const restore = api.versions.restore.useMutation({
    onSettled: () => {
      refresh();
      void cache.versions.invalidate();
    },
  });
  const confirm = async () => {
    try {
      const { dropped } = await restore.mutateAsync({ versionId: version.id, revision });
      const missing = dropped.channels + dropped.files > 0;
      toast.success(t("restored"), { description: missing ? t("dropped", dropped) : undefined });
    } catch (error) {
      toast.error(message(error));
      throw error;
    }
    onRestored();
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" className="justify-self-start">
          <RotateCcw aria-hidden />
          {t("restore")}
        </Button>
      }
      tone="primary"
      title={t("restoreTitle")}
      description={t("restoreDescription")}
      confirmLabel={t("restore")}
      onConfirm={confirm}
    />
  );
}
