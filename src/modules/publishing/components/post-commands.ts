"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import type { QueuePosition } from "@/modules/queues/schemas";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import { usePostCache } from "./post-cache";
import { isAgreed } from "./post-rights";

export interface PostCommands {
  publishNow: () => Promise<void>;
  /** Into the next free slot of each of its channels, or behind everything that is queued there. */
  addToQueue: (position: QueuePosition) => Promise<void>;
  unschedule: () => Promise<void>;
  /** Resolves to whether it is gone. */
  remove: () => Promise<boolean>;
  /** @throws what the server answers, for the dialog that asked. */
  reschedule: (wallTime: string) => Promise<void>;
}

/** What can be done to a whole post; a refusal is told in words and changes nothing. */
export function usePostCommands(postId: Id<"post">, zone: string): PostCommands {
  const t = useTranslations("publishing.actions.done");
  const format = useFormat();
  const message = useErrorMessage();
  const refresh = usePostCache();
  const schedule = api.publishing.schedule.useMutation();
  const publish = api.publishing.publishNow.useMutation();
  const queue = api.queues.add.useMutation();
  const cache = api.useUtils();
  const unschedule = api.publishing.unschedule.useMutation();
  const remove = api.publishing.delete.useMutation();
  const attempt = async (call: Promise<PostView>, done: (post: PostView) => string): Promise<void> => {
    try {
      const post = await call;
      refresh(post);
      toast.success(done(post));
    } catch (error) {
      toast.error(message(error));
      refresh();
    }
  };
  const whenOf = ({ publishAt }: PostView) => (publishAt ? format.instant(publishAt, zone, "slot") : "");
  return {
    publishNow: () =>
      attempt(publish.mutateAsync({ postId }), (post) => t(isAgreed(post) ? "publishNow" : "hold")),
    addToQueue: async (position) => {
      await attempt(queue.mutateAsync({ postId, position }), (post) =>
        t("addToQueue", { when: whenOf(post) }),
      );
      void cache.queues.invalidate();
    },
    unschedule: () => attempt(unschedule.mutateAsync({ postId }), () => t("unschedule")),
    remove: async () => {
      try {
        await remove.mutateAsync({ postId });
      } catch (error) {
        toast.error(message(error));
        refresh();
        return false;
      }
      toast.success(t("delete"));
      return true;
    },
    reschedule: async (wallTime) => {
      const post = await schedule.mutateAsync({ postId, publishAt: wallTime, timeZone: zone });
      refresh(post);
      toast.success(t("reschedule", { when: whenOf(post) || wallTime }));
    },
  };
}
