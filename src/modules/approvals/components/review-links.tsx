"use client";

import { useNow, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { toast } from "@/ui/primitives/toast";
import type { ReviewLinkView } from "../schemas";

interface ReviewLinksProps {
  links: readonly ReviewLinkView[];
  zone: string;
}

/** Which clients hold a link, whether they opened it, and until when it works. */
export function ReviewLinks({ links, zone }: ReviewLinksProps) {
  const t = useTranslations("approvals.link");
  return (
    <section aria-label={t("list")} className="grid gap-2 border-line border-t pt-4">
      <h3 className="font-medium text-sm">{t("list")}</h3>
      <ul className="grid gap-3">
        {links.map((link) => (
          <ReviewLink key={link.id} link={link} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

function ReviewLink({ link, zone }: { link: ReviewLinkView; zone: string }) {
  const t = useTranslations("approvals.link");
  const format = useFormat();
  const now = useNow();
  const { name, email, state, expiresAt, lastUsedAt, postCount } = link;
  const until = format.instant(expiresAt, zone, "date");
  const validity =
    state === "open"
      ? t("expires", { when: until })
      : state === "expired"
        ? t("expired", { when: until })
        : t("revoked");
  const use = lastUsedAt ? t("used", { when: format.relative(lastUsedAt, now) }) : t("unused");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm">
      <div className="min-w-0">
        <p className="break-words">
          <span className="font-medium">{name}</span> <span className="text-ink-muted">{email}</span>
        </p>
        {/* The page may arrive a second later than it was drawn. */}
        <p suppressHydrationWarning className="text-ink-subtle text-xs">
          {[validity, use, t("posts", { count: postCount })].join(" · ")}
        </p>
      </div>
      {state === "open" && <LinkActions link={link} />}
    </li>
  );
}

function LinkActions({ link: { id, name } }: { link: ReviewLinkView }) {
  const t = useTranslations("approvals.link");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const onSettled = () => cache.approvals.get.invalidate();
  const onError = (error: unknown) => void toast.error(message(error));
  const resend = api.approvals.resendLink.useMutation({
    onError,
    onSettled,
    onSuccess: () => void toast.success(t("resent")),
  });
  const revoke = api.approvals.revokeLink.useMutation({
    onSettled,
    onSuccess: () => void toast.success(t("revokedToast")),
  });
  return (
    <div className="flex gap-1">
      <Button
        size="sm"
        variant="ghost"
        loading={resend.isPending}
        onClick={() => resend.mutate({ reviewId: id })}
      >
        {t("resend")} <span className="sr-only">{name}</span>
      </Button>
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="ghost">
            {t("revoke")} <span className="sr-only">{name}</span>
          </Button>
        }
        title={t("revokeTitle", { name })}
        description={t("revokeDescription")}
        confirmLabel={t("revoke")}
        onConfirm={() => revoke.mutateAsync({ reviewId: id })}
      />
    </div>
  );
}
