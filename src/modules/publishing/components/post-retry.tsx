"use client";

import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ChannelState } from "@/modules/channels/schemas";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import { usePostCache } from "./post-cache";
import type { PostRights } from "./post-rights";

export interface RetryFailedProps {
  post: PostView;
  channels: ReadonlyMap<string, { state: ChannelState }>;
  rights: PostRights;
}

/** Send again what failed, and nothing that is out: offered once more than one delivery failed, for each has its own. */
export function RetryFailed({ post, channels, rights }: RetryFailedProps) {
  const t = useTranslations("publishing.retryFailed");
  const message = useErrorMessage();
  const refresh = usePostCache();
  const retry = api.publishing.retryFailed.useMutation();
  const failed = post.deliveries.filter(
    ({ state, channelId }) =>
      (state === "failed" || state === "missed") && channels.get(channelId)?.state === "active",
  );
  if (!rights.resolve || failed.length < 2) return null;
  const press = () =>
    retry.mutateAsync({ postId: post.id }).then(
      (saved) => {
        toast.success(t("done", { count: failed.length }));
        refresh(saved);
      },
      (error: unknown) => {
        toast.error(message(error));
        refresh();
      },
    );
  return (
    <Button size="sm" loading={retry.isPending} onClick={() => void press()}>
      <RotateCcw aria-hidden />
      {t("action", { count: failed.length })}
    </Button>
  );
}
