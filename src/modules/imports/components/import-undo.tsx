"use client";

import { Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Link } from "@/ui/primitives/link";
import { toast } from "@/ui/primitives/toast";
import type { ImportView, Undone } from "../schemas";

interface Props {
  file: ImportView;
  base: string;
}

/** What can be done with an import as a whole. */
export function ImportActions({ file, base }: Props) {
  if (file.state === "preview") return <DiscardImport file={file} base={base} />;
  return file.state === "done" ? <UndoImport file={file} base={base} /> : null;
}

/** Takes a whole import back, and names what is out already. */
export function UndoImport({ file, base }: Props) {
  const t = useTranslations("imports.undo");
  const cache = api.useUtils();
  const [undone, setUndone] = useState<Undone | null>(null);
  const undo = api.imports.undo.useMutation({
    onSuccess: (result) => {
      toast.success(t("done", { count: result.removed }));
      if (result.kept.length > 0) setUndone(result);
      else cache.imports.get.setData({ importId: file.id }, result.import);
    },
    onSettled: () => Promise.all([cache.imports.invalidate(), cache.planning.invalidate()]),
  });
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button>
            <Undo2 aria-hidden />
            {t("confirm")}
          </Button>
        }
        title={t("title")}
        description={t("description")}
        confirmLabel={t("confirm")}
        onConfirm={() => undo.mutateAsync({ importId: file.id })}
      />
      <Dialog open={undone !== null} onOpenChange={() => setUndone(null)}>
        <DialogContent title={t("done", { count: undone?.removed ?? 0 })} description={t("kept")}>
          <ul className="grid gap-2 text-sm">
            {undone?.kept.map(({ postId, title, excerpt }) => (
              <li key={postId}>
                <Link href={`${base}/posts/${postId}`}>{title || excerpt || t("untitled")}</Link>
              </li>
            ))}
          </ul>
        </DialogContent>
      </Dialog>
    </>
  );
}

function DiscardImport({ file, base }: Props) {
  const t = useTranslations("imports.discard");
  const router = useRouter();
  const cache = api.useUtils();
  const discard = api.imports.discard.useMutation({
    onSuccess: async () => {
      toast.success(t("done"));
      await cache.imports.list.invalidate();
      router.push(`${base}/import`);
    },
  });
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerGhost">
          <Trash2 aria-hidden />
          {t("action")}
        </Button>
      }
      title={t("title")}
      description={t("description")}
      confirmLabel={t("confirm")}
      onConfirm={() => discard.mutateAsync({ importId: file.id })}
    />
  );
}
