"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import type { BulkOutcome } from "@/modules/publishing/schemas.organise";
import { usePostCache } from "@/modules/publishing/components/post-cache";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";

export type BulkVerb = "move" | "label" | "retime" | "submit" | "unschedule" | "delete";
export type Refusals = BulkOutcome["items"];

/** What can be done to many posts, and what was refused of the last time. */
export function useBulk(onRefused: (ids: Id<"post">[]) => void) {
  const t = useTranslations("planning.bulk.done");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const refresh = usePostCache();
  const [refusals, setRefusals] = useState<Refusals>([]);
  const mutations = {
    move: api.publishing.moveMany.useMutation(),
    label: api.publishing.labelMany.useMutation(),
    retime: api.publishing.retimeMany.useMutation(),
    submit: api.publishing.submitMany.useMutation(),
    unschedule: api.publishing.unscheduleMany.useMutation(),
    delete: api.publishing.deleteMany.useMutation(),
  };
  const tell = (verb: BulkVerb, outcome: BulkOutcome) => {
    const refused = outcome.items.filter((item) => !item.done);
    setRefusals(refused);
    onRefused(refused.map(({ postId }) => postId));
    if (outcome.done > 0) toast.success(t(verb, { count: outcome.done }));
  };
  const run = async (verb: BulkVerb, call: () => Promise<BulkOutcome>): Promise<void> => {
    try {
      tell(verb, await call());
    } catch (error) {
      toast.error(message(error));
      throw error;
    } finally {
      refresh();
      void cache.campaigns.invalidate();
      void cache.labels.invalidate();
    }
  };
  return { mutations, run, refusals, forget: () => setRefusals([]) };
}
export type Bulk = ReturnType<typeof useBulk>;
