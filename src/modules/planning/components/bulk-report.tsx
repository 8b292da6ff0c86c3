"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import type { PostSummary } from "../schemas";
import type { Bulk } from "./use-bulk";

/** Which posts were refused, each with the reason; the others are done. */
export function BulkReport({ posts, bulk }: { posts: readonly PostSummary[]; bulk: Bulk }) {
  const t = useTranslations();
  const errors = useTranslations("errors") as unknown as LooseTranslator;
  const { refusals, forget } = bulk;
  const labels = useMemo(
    () => new Map(posts.map((post) => [post.id, postLabelOf({ title: post.title, text: post.excerpt })])),
    [posts],
  );
  if (refusals.length === 0) return null;
  return (
    <Dialog open onOpenChange={(open) => !open && forget()}>
      <DialogContent
        title={t("planning.bulk.refusedTitle", { count: refusals.length })}
        description={t("planning.bulk.refusedDescription")}
        footer={
          <Button variant="primary" onClick={forget}>
            {t("common.actions.close")}
          </Button>
        }
      >
        <ul className="divide-y divide-line">
          {refusals.map(({ postId, reason, details }) => (
            <li key={postId} className="grid gap-0.5 py-2.5 text-sm">
              <span className="line-clamp-1 break-words font-medium">
                {labels.get(postId) || t("planning.posts.untitled")}
              </span>
              <span className="text-ink-muted">
                {reason && errors.has(reason) ? errors(reason, details) : errors("code.UNEXPECTED")}
              </span>
            </li>
          ))}
        </ul>
      </DialogContent>
    </Dialog>
  );
}
