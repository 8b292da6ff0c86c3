"use client";

import { useEffect } from "react";
import { secondMs } from "@/kernel/time";
import { api } from "@/trpc/client";

/** How often a page that is looked at asks; a page in the background does not. */
const askEveryMs = 20 * secondMs;

/** How many notifications wait, kept up to date while the page is looked at. */
export function useUnread(): number {
  const utils = api.useUtils();
  const { data } = api.notifications.unread.useQuery(undefined, {
    refetchInterval: askEveryMs,
    refetchOnWindowFocus: true,
    staleTime: 5 * secondMs,
  });
  const unread = data?.unread ?? 0;
  useEffect(() => {
    void utils.notifications.list.invalidate();
  }, [unread, utils]);
  // A message that reached this device tells at once what the next question would.
  useEffect(() => {
    const workers = navigator.serviceWorker;
    const heard = ({ data: message }: MessageEvent<{ type?: string } | null>) => {
      if (message?.type === "news") void utils.notifications.invalidate();
    };
    workers?.addEventListener("message", heard);
    return () => workers?.removeEventListener("message", heard);
  }, [utils]);
  return unread;
}

/** Mark as read, one or all; the number on the bell follows. */
export function useMarkRead() {
  const utils = api.useUtils();
  const onSettled = () => utils.notifications.invalidate();
  const one = api.notifications.markRead.useMutation({ onSettled });
  const all = api.notifications.markAllRead.useMutation({ onSettled });
  return { one, all };
}
