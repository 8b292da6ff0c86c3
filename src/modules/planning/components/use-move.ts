"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { instantOf, wallTimeOf } from "@/kernel/time";
import { api } from "@/trpc/client";
import { toast } from "@/ui/primitives/toast";
import type { CalendarInput, PostSummary } from "../schemas";
import { withMoved } from "./calendar-events";

/** Wall time as the person means it, and the zone in which they mean it. */
interface Meant {
  wallTime: string;
  timeZone: string;
}

/** Give a post another time, on the screen at once; back when the server refuses. */
function usePut(window: CalendarInput) {
  const cache = api.useUtils();
  const schedule = api.publishing.schedule.useMutation();
  return async (post: PostSummary, { wallTime, timeZone }: Meant): Promise<Date> => {
    const publishAt = instantOf(wallTime, timeZone);
    await cache.planning.calendar.cancel();
    const before = cache.planning.calendar.getData(window);
    if (before) {
      const items = withMoved(before.items, { id: post.id, publishAt, wallTime, timeZone });
      cache.planning.calendar.setData(window, { ...before, items });
    }
    try {
      const saved = await schedule.mutateAsync({ postId: post.id, publishAt: wallTime, timeZone });
      cache.publishing.get.setData({ postId: post.id }, saved);
      return saved.publishAt ?? publishAt;
    } catch (error) {
      if (before) cache.planning.calendar.setData(window, before);
      throw error;
    } finally {
      void cache.planning.invalidate();
    }
  };
}

/**
 * Give a post another time: it moves at once on the screen, and back when the server refuses.
 * The function throws what the server answers, for whoever asked to show it.
 */
export function useMove(window: CalendarInput, zone: string) {
  const t = useTranslations("planning.calendar");
  const format = useFormat();
  const put = usePut(window);

  return async (
    post: PostSummary,
    wallTime: string,
    onUndoFailed: (error: unknown) => void,
  ): Promise<void> => {
    const when = await put(post, { wallTime, timeZone: zone });
    const former = post.publishAt;
    const undo = async (): Promise<void> => {
      if (!former) return;
      try {
        await put(post, {
          wallTime: post.wallTime ?? wallTimeOf(former, zone),
          timeZone: post.timeZone ?? zone,
        });
        toast.success(t("movedBack", { when: format.instant(former, zone, "slot") }));
      } catch (error) {
        onUndoFailed(error);
      }
    };
    // What was due before now cannot be put back there.
    const undoable = former !== null && former > new Date();
    toast.success(t("moved", { when: format.instant(when, zone, "slot") }), {
      id: `moved-${post.id}`,
      ...(undoable && { action: { label: t("undo"), onClick: () => void undo() } }),
    });
  };
}
