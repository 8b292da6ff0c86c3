"use client";

import { Send, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import type { PostView } from "../schemas";
import { ApprovalNotice, useApprovalNeed } from "./composer-approval-notice";
import { ChannelMark } from "./composer-channel-chip";
import { useComposer } from "./composer-context";

interface PublishDialogProps {
  post: PostView | null;
  /** It has changes that nobody agreed to yet. */
  dirty: boolean;
  /** @throws what the server answers. */
  onPublish: (askApproval: boolean) => Promise<void>;
  onClose: () => void;
}

/** Ask once before a post leaves, and name where it goes. */
export function PublishDialog({ post, dirty, onPublish, onClose }: PublishDialogProps) {
  const t = useTranslations("composer.publish");
  const message = useErrorMessage();
  const { composed } = useComposer();
  const need = useApprovalNeed(composed, post, { dirty });
  const waits = need.standing !== null && need.standing !== "approved";
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const publish = async () => {
    setSending(true);
    setFailure(null);
    try {
      await onPublish(need.ask && need.wanted);
      onClose();
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && !sending && onClose()}>
      <DialogContent
        title={t("title")}
        description={waits ? undefined : t("description", { count: composed.length })}
        footer={
          <>
            <Button onClick={onClose} disabled={sending}>
              {t("cancel")}
            </Button>
            <Button variant="primary" loading={sending} onClick={publish}>
              {waits ? <UserRoundCheck aria-hidden /> : <Send aria-hidden />}
              {t(!waits ? "confirm" : need.ask && need.wanted ? "ask" : "hold")}
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          <ul className="grid gap-2">
            {composed.map(({ channel }) => (
              <li key={channel.id} className="flex min-w-0 items-center gap-2.5 text-sm">
                <ChannelMark channel={channel} />
                <span className="truncate font-medium">{channel.name}</span>
                <span className="shrink-0 text-ink-subtle">{channel.networkName}</span>
                {channel.state === "broken" && <span className="text-warning-ink">{t("waits")}</span>}
              </li>
            ))}
          </ul>
          <ApprovalNotice need={need} atOnce />
          {failure !== null && (
            <Banner tone="danger" title={t("failed")} live>
              {message(failure)}
            </Banner>
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}
