"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { LabelChoices, type LabelMark } from "@/modules/labels/components/label-choices";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import type { PostSummary } from "../schemas";
import type { Bulk } from "./use-bulk";

interface BulkLabelsProps {
  posts: readonly PostSummary[];
  bulk: Bulk;
  onClose: () => void;
}

/** How many of the posts bear a label: all, some or none. */
function marksOf(posts: readonly PostSummary[]): Map<Id<"label">, LabelMark> {
  const counts = new Map<Id<"label">, number>();
  for (const { id } of posts.flatMap(({ labels }) => labels)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return new Map([...counts].map(([id, count]) => [id, count === posts.length ? true : "indeterminate"]));
}

/** Put labels on the chosen posts and take others off; what is not touched stays as it is on each. */
export function BulkLabels({ posts, bulk, onClose }: BulkLabelsProps) {
  const t = useTranslations();
  const [before] = useState(() => marksOf(posts));
  const [changes, setChanges] = useState<ReadonlyMap<Id<"label">, boolean>>(new Map());
  const { label } = bulk.mutations;
  const wanted = (on: boolean) =>
    [...changes].filter(([id, value]) => value === on && before.get(id) !== on).map(([id]) => id);
  const [add, remove] = [wanted(true), wanted(false).filter((id) => before.has(id))];
  const save = () => {
    const postIds = posts.map(({ id }) => id);
    void bulk.run("label", () => label.mutateAsync({ postIds, add, remove })).then(onClose, () => undefined);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size="sm"
        title={t("planning.bulk.labelTitle", { count: posts.length })}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button
              variant="primary"
              disabled={add.length + remove.length === 0}
              loading={label.isPending}
              onClick={save}
            >
              {t("planning.bulk.apply")}
            </Button>
          </>
        }
      >
        <LabelChoices
          markOf={(id) => changes.get(id) ?? before.get(id) ?? false}
          onChange={(id, on) => setChanges((current) => new Map(current).set(id, on))}
        />
      </DialogContent>
    </Dialog>
  );
}
