"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { GetQueueInput, QueueChange, QueueEntry, QueueRow } from "../schemas";
import { withMovedEntry } from "./queue-days";

/** Bring everything that shows queues or posts up to date after a change. */
export function useQueueRefresh(): () => Promise<void> {
  const cache = api.useUtils();
  return async () => {
    void cache.publishing.invalidate();
    void cache.planning.invalidate();
    await cache.queues.invalidate();
  };
}

/** What can be done with a whole queue; what it did can be taken back from the message that tells of it. */
export function useQueueCommands(channelId: Id<"channel">) {
  const t = useTranslations("queues.done");
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const arrange = api.queues.arrange.useMutation();
  const shuffle = api.queues.shuffle.useMutation();
  const reflow = api.queues.reflow.useMutation();
  const reflowHeld = api.queues.reflowHeld.useMutation();
  const pause = api.queues.pause.useMutation();
  const resume = api.queues.resume.useMutation();
  const setZone = api.queues.setZone.useMutation();

  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      toast.error(message(error));
    }
    await refresh();
  };
  const tell = (said: string, { before }: QueueChange) => {
    const undo = () =>
      void attempt(async () => {
        await arrange.mutateAsync({ channelId, places: before });
        toast.success(t("undone"));
      });
    const action = { label: t("undo"), onClick: undo };
    toast.success(said, { id: `queue-${channelId}`, ...(before.length > 0 && { action }) });
  };
  return {
    busy: shuffle.isPending || reflow.isPending || reflowHeld.isPending,
    switching: pause.isPending || resume.isPending,
    shuffle: () =>
      attempt(async () => {
        const change = await shuffle.mutateAsync({ channelId });
        tell(change.moved > 0 ? t("shuffled") : t("nothingToShuffle"), change);
      }),
    reflow: () =>
      attempt(async () => {
        const change = await reflow.mutateAsync({ channelId });
        tell(t("reflowed", { count: change.moved }), change);
      }),
    reflowHeld: () =>
      attempt(async () => {
        const change = await reflowHeld.mutateAsync({ channelId });
        tell(t("reflowedHeld", { count: change.moved }), change);
      }),
    pause: () => attempt(async () => tell(t("paused"), await pause.mutateAsync({ channelId }))),
    resume: () =>
      attempt(async () => {
        const change = await resume.mutateAsync({ channelId });
        tell(t("resumed", { count: change.moved }), change);
      }),
    setZone: (timeZone: string) =>
      attempt(async () => {
        const change = await setZone.mutateAsync({ channelId, timeZone });
        tell(t("zone", { count: change.moved }), change);
      }),
  };
}

/** What can be done with one queued post: it moves on the screen at once, and back when the server refuses. */
export function useEntryCommands(input: GetQueueInput, zone: string) {
  const t = useTranslations("queues.done");
  const format = useFormat();
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const cache = api.useUtils();
  const move = api.queues.move.useMutation();
  const remove = api.queues.remove.useMutation();
  return {
    /** Resolves to what was done, in words; null when it was not. */
    move: async (rows: readonly QueueRow[], entry: QueueEntry, at: Date): Promise<string | null> => {
      const after = withMovedEntry(rows, entry.deliveryId, at);
      if (!after) return null;
      await cache.queues.get.cancel();
      const before = cache.queues.get.getData(input);
      if (before) cache.queues.get.setData(input, { ...before, rows: after });
      try {
        await move.mutateAsync({ deliveryId: entry.deliveryId, at });
        return t("moved", { when: format.instant(at, zone, "slot") });
      } catch (error) {
        if (before) cache.queues.get.setData(input, before);
        toast.error(message(error));
        return null;
      } finally {
        void refresh();
      }
    },
    remove: async ({ postId }: QueueEntry): Promise<void> => {
      try {
        await remove.mutateAsync({ postId });
        toast.success(t("removed"));
      } catch (error) {
        toast.error(message(error));
      }
      await refresh();
    },
  };
}
