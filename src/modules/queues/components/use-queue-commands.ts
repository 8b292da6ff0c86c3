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

/** Carry a change of a queue out, and tell of it with the way back; a refusal is told in words. */
function useChange(channelId: Id<"channel">) {
  const t = useTranslations("queues.done");
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const arrange = api.queues.arrange.useMutation();
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      toast.error(message(error));
    }
    await refresh();
  };
  const undo = (places: QueueChange["before"]) =>
    attempt(async () => {
      await arrange.mutateAsync({ channelId, places });
      toast.success(t("undone"));
    });
  return (work: () => Promise<QueueChange>, wordsOf: (change: QueueChange) => string): Promise<void> =>
    attempt(async () => {
      const change = await work();
      const action = { label: t("undo"), onClick: () => void undo(change.before) };
      toast.success(wordsOf(change), {
        id: `queue-${channelId}`,
        action: change.before.length > 0 ? action : undefined,
      });
    });
}

/** What can be done with a whole queue; what it did can be taken back from the message that tells of it. */
export function useQueueCommands(channelId: Id<"channel">) {
  const t = useTranslations("queues.done");
  const change = useChange(channelId);
  const shuffle = api.queues.shuffle.useMutation();
  const reflow = api.queues.reflow.useMutation();
  const reflowHeld = api.queues.reflowHeld.useMutation();
  const pause = api.queues.pause.useMutation();
  const resume = api.queues.resume.useMutation();
  const setZone = api.queues.setZone.useMutation();
  const input = { channelId };
  type Counted = "reflowed" | "reflowedHeld" | "resumed" | "zone";
  const counted = (key: Counted) => (done: QueueChange) => t(key, { count: done.moved });
  return {
    busy: shuffle.isPending || reflow.isPending || reflowHeld.isPending,
    switching: pause.isPending || resume.isPending,
    shuffle: () =>
      change(
        () => shuffle.mutateAsync(input),
        ({ moved }) => (moved > 0 ? t("shuffled") : t("nothingToShuffle")),
      ),
    reflow: () => change(() => reflow.mutateAsync(input), counted("reflowed")),
    reflowHeld: () => change(() => reflowHeld.mutateAsync(input), counted("reflowedHeld")),
    pause: () =>
      change(
        () => pause.mutateAsync(input),
        () => t("paused"),
      ),
    resume: () => change(() => resume.mutateAsync(input), counted("resumed")),
    setZone: (timeZone: string) =>
      change(() => setZone.mutateAsync({ channelId, timeZone }), counted("zone")),
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
