"use client";

import { Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
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

/** Takes a whole import back, and names what stays: what is out, and what somebody edited since. */
export function UndoImport({ file, base }: Props) {
  const t = useTranslations("imports.undo");
  const cache = api.useUtils();
  const [undone, setUndone] = useState<Undone | null>(null);
  const [includeEdited, setIncludeEdited] = useState(false);
  const undo = api.imports.undo.useMutation({
    onSuccess: async (result) => {
      toast.success(t("done", { count: result.removed }));
      await cache.planning.invalidate();
      // An import that is undone offers no undoing: what stays is read first.
      if (result.kept.length > 0) setUndone(result);
      else await cache.imports.invalidate();
    },
    onError: () => cache.imports.invalidate(),
  });
  const close = (): void => {
    setUndone(null);
    void cache.imports.invalidate();
  };
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
        onConfirm={() => undo.mutateAsync({ importId: file.id, includeEdited })}
      >
        {file.editedCount > 0 && (
          <CheckboxField
            label={t("includeEdited", { count: file.editedCount })}
            hint={t("includeEditedHint")}
            checked={includeEdited}
            onCheckedChange={(on) => setIncludeEdited(on === true)}
          />
        )}
      </ConfirmDialog>
      <Dialog open={undone !== null} onOpenChange={close}>
        <DialogContent title={t("done", { count: undone?.removed ?? 0 })}>
          {(["out", "edited"] as const).map((reason) => (
            <KeptPosts key={reason} {...{ base, reason }} kept={undone?.kept ?? []} />
          ))}
        </DialogContent>
      </Dialog>
    </>
  );
}

type Kept = Undone["kept"][number];

/** The posts that stay for one reason, each a way to it. */
function KeptPosts({ kept, reason, base }: { kept: Kept[]; reason: Kept["reason"]; base: string }) {
  const t = useTranslations("imports.undo");
  const heading = useId();
  const mine = kept.filter((post) => post.reason === reason);
  if (mine.length === 0) return null;
  return (
    <section className="grid gap-2 text-sm">
      <p id={heading} className="text-ink-muted">
        {t(`kept.${reason}`)}
      </p>
      <ul aria-labelledby={heading} className="grid gap-2">
        {mine.map(({ postId, title, excerpt }) => (
          <li key={postId}>
            <Link href={`${base}/posts/${postId}`}>{title || excerpt || t("untitled")}</Link>
          </li>
        ))}
      </ul>
    </section>
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
