"use client";

import { useTranslations } from "next-intl";
import type { LooseTranslator } from "@/i18n/loose-translator";
import type { Id } from "@/kernel/ids";
import { LabelPicker } from "@/modules/labels/components/label-picker";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Card } from "@/ui/primitives/card";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import type { BulkOutcome } from "../schemas.organise";
import { CampaignField } from "./campaign-field";
import { usePostCache } from "./post-cache";

/** The campaign and the labels of one post, changed on the spot; that is allowed after it went out too. */
export function PostOrganise({ post, canWrite }: { post: PostView; canWrite: boolean }) {
  const t = useTranslations("publishing.organise");
  const settled = useSettled();
  const move = api.publishing.moveMany.useMutation(settled);
  const label = api.publishing.labelMany.useMutation(settled);
  const postIds = [post.id];
  const borne = post.labels.map(({ id }) => id);
  const change = (wanted: Id<"label">[]) =>
    label.mutate({
      postIds,
      add: wanted.filter((id) => !borne.includes(id)),
      remove: borne.filter((id) => !wanted.includes(id)),
    });
  return (
    <Card className="mb-4 grid gap-4 px-4 py-4 sm:px-5">
      <CampaignField
        value={post.campaignId}
        disabled={!canWrite || move.isPending}
        onChange={(campaignId) => move.mutate({ postIds, campaignId })}
      />
      <div className="grid gap-1.5">
        <p className="text-sm font-medium">{t("labels")}</p>
        <LabelPicker value={borne} onChange={change} disabled={!canWrite || label.isPending} />
      </div>
    </Card>
  );
}

/** Tell a refusal of the one post in words, and read everything that shows it again. */
function useSettled() {
  const errors = useTranslations("errors") as unknown as LooseTranslator;
  const message = useErrorMessage();
  const refresh = usePostCache();
  const cache = api.useUtils();
  return {
    onSuccess: ({ items }: BulkOutcome) => {
      const reason = items[0]?.reason;
      if (reason) toast.error(errors(errors.has(reason) ? reason : "code.UNEXPECTED", items[0]?.details));
    },
    onError: (error: unknown) => void toast.error(message(error)),
    onSettled: () => {
      refresh();
      void cache.campaigns.invalidate();
      return cache.labels.invalidate();
    },
  };
}
