"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { instantOf, meantTimeOf } from "@/kernel/time";
import { isAgreed } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { toast } from "@/ui/primitives/toast";
import type { PlannedPost } from "../schemas";
import type { GridInput } from "../schemas.grid";
import { withMoved } from "./calendar-plan";

/** Wall time as the person means it, and the zone in which they mean it. */
interface Meant {
  wallTime: string;
  timeZone: string;
}

/** Give a post another time, on the screen at once; back when the server refuses. */
function usePut(window: GridInput, zone: string) {
  const cache = api.useUtils();
  const schedule = api.publishing.schedule.useMutation();
  return async (post: PlannedPost, { wallTime, timeZone }: Meant) => {
    const publishAt = instantOf(wallTime, timeZone);
    await cache.planning.grid.cancel();
    const before = cache.planning.grid.getData(window);
    if (before) {
      const moved = { publishAt, wallTime, timeZone };
      cache.planning.grid.setData(window, withMoved(before, post, moved, zone));
    }
    try {
      const saved = await schedule.mutateAsync({ postId: post.id, publishAt: wallTime, timeZone });
      cache.publishing.get.setData({ postId: post.id }, saved);
      return { when: saved.publishAt ?? publishAt, agreed: isAgreed(saved) };
    } catch (error) {
      if (before) cache.planning.grid.setData(window, before);
      throw error;
    } finally {
      void cache.planning.invalidate();
    }
  };
}

/** What undoes a move: the former time, or no time for what was a draft; null for what cannot go back. */
function useUndo(put: ReturnType<typeof usePut>, zone: string) {
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const cache = api.useUtils();
  const unschedule = api.publishing.unschedule.useMutation();
  return (post: PlannedPost, publishAt: Date): (() => Promise<string>) | null => {
    const former = post.publishAt;
    if (!former)
      return async () => {
        cache.publishing.get.setData({ postId: post.id }, await unschedule.mutateAsync({ postId: post.id }));
        void cache.planning.invalidate();
        return t("draftAgain");
      };
    // What was due before now cannot be put back there.
    if (former <= new Date()) return null;
    const timeZone = post.timeZone ?? zone;
    const meant = { wallTime: meantTimeOf(former, timeZone), timeZone };
    return async () => {
      await put({ ...post, publishAt }, meant);
      return t("movedBack", { when: format.instant(former, zone, "slot") });
    };
  };
}

/**
 * Give a post another time: it moves at once on the screen, and back when the server refuses.
 * The function throws what the server answers, for whoever asked to show it.
 */
export function useMove(window: GridInput, zone: string) {
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const put = usePut(window, zone);
  const undoOf = useUndo(put, zone);
  return async (
    post: PlannedPost,
    wallTime: string,
    onUndoFailed: (error: unknown) => void,
  ): Promise<void> => {
    const { when, agreed } = await put(post, { wallTime, timeZone: zone });
    const undo = undoOf(post, when);
    const run = () =>
      undo?.().then(
        (done) => toast.success(done),
        (error: unknown) => onUndoFailed(error),
      );
    toast.success(t("moved", { when: format.instant(when, zone, "slot") }), {
      id: `moved-${post.id}`,
      ...(!agreed && { description: t("waits") }),
      ...(post.timing !== "time" && { description: t(`leaves.${post.timing}`) }),
      ...(undo && { action: { label: t("undo"), onClick: () => void run() } }),
    });
  };
}
