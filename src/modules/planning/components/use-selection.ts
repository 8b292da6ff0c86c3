"use client";

import { useCallback, useMemo, useRef, useState } from "react";

export interface Selection<T extends string> {
  chosen: readonly T[];
  has: (id: T) => boolean;
  /** Turn one on or off; with `range`, everything between it and the one touched before. */
  toggle: (id: T, range?: boolean) => void;
  set: (ids: readonly T[]) => void;
  clear: () => void;
}

/** Which items of a list are chosen; what leaves the list is no longer chosen. */
export function useSelection<T extends string>(ids: readonly T[]): Selection<T> {
  const [marked, setMarked] = useState<ReadonlySet<T>>(new Set<T>());
  const anchor = useRef<T | null>(null);
  const chosen = useMemo(() => ids.filter((id) => marked.has(id)), [ids, marked]);
  const toggle = useCallback(
    (id: T, range = false) => {
      const [from, to] = [anchor.current ? ids.indexOf(anchor.current) : -1, ids.indexOf(id)];
      setMarked((before) => {
        const after = new Set(before);
        const on = !before.has(id);
        const touched = range && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
        for (const item of touched) {
          if (on) after.add(item);
          else after.delete(item);
        }
        return after;
      });
      anchor.current = id;
    },
    [ids],
  );
  return {
    chosen,
    has: (id) => marked.has(id),
    toggle,
    set: (next) => setMarked(new Set(next)),
    clear: () => setMarked(new Set()),
  };
}
