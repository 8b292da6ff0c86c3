"use client";

import { useTranslations } from "next-intl";
import { Button } from "../primitives/button";
import { ConfirmDialog } from "../primitives/confirm-dialog";

interface RevokeButtonProps {
  /** What is revoked, as its list names it. */
  name: string;
  /** Where its words are: `action`, `actionOf`, `title`, `description` and `confirm`. */
  words: "sharing.revoke" | "apikeys.revoke";
  onRevoke: () => Promise<unknown>;
}

/** End something that was handed out, after a question. */
export function RevokeButton({ name, words, onRevoke }: RevokeButtonProps) {
  const t = useTranslations(words);
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t("actionOf", { name })}>
          {t("action")}
        </Button>
      }
      title={t("title", { name })}
      description={t("description")}
      confirmLabel={t("confirm")}
      onConfirm={onRevoke}
    />
  );
}
