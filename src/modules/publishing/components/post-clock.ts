"use client";

import { useCallback, useSyncExternalStore } from "react";
import { minuteMs, secondMs } from "@/kernel/time";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// One timer for all the times on a page; it stops with the last of them.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), secondMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const nearMs = 2 * minuteMs;
const farStepMs = 15 * secondMs;

/** Now, as a count of ms that changes each second near an instant and seldom far from it; null while rendering on the server. */
export function useNow(near?: Date): number | null {
  const at = near?.getTime();
  const read = useCallback(() => {
    const now = Date.now();
    const step = at !== undefined && Math.abs(at - now) < nearMs ? secondMs : farStepMs;
    return Math.floor(now / step) * step;
  }, [at]);
  return useSyncExternalStore(subscribe, read, () => null);
}
