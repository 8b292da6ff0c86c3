"use client";

import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { ApprovalView } from "../schemas";

/** Bring everything that shows the approval of a post up to date. */
export function useApprovalCache(): (view: ApprovalView | null) => Promise<void> {
  const cache = api.useUtils();
  return async (view) => {
    if (view) cache.approvals.get.setData({ postId: view.postId }, view);
    await Promise.all([
      cache.approvals.get.invalidate(),
      cache.approvals.reviews.invalidate(),
      cache.approvals.counts.invalidate(),
      cache.publishing.get.invalidate(),
      cache.planning.invalidate(),
    ]);
  };
}

/** Ask for approval of a post, and take that back. */
export function useAsking(postId: Id<"post">) {
  const t = useTranslations("approvals.panel");
  const message = useErrorMessage();
  const refresh = useApprovalCache();
  const onError = (error: unknown) => {
    toast.error(message(error));
    void refresh(null);
  };
  const request = api.approvals.request.useMutation({
    onError,
    onSuccess: async (view) => {
      toast.success(t("requested"));
      await refresh(view);
    },
  });
  const withdraw = api.approvals.withdraw.useMutation({
    onError,
    onSuccess: async (view) => {
      toast.success(t("withdrawn"));
      await refresh(view);
    },
  });
  return {
    request: () => request.mutate({ postId }),
    withdraw: () => withdraw.mutate({ postId }),
    asking: request.isPending,
    withdrawing: withdraw.isPending,
  };
}
