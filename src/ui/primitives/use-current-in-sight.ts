"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Scroll a row sideways until the item that matches `selector` is in its middle, again for each `current`. */
export function useCurrentInSight<Row extends HTMLElement>(
  selector: string,
  current: string | null,
): RefObject<Row | null> {
  const row = useRef<Row>(null);
  useEffect(() => {
    const box = row.current;
    const item = box?.querySelector(selector);
    if (!box || !item) return;
    const [outer, inner] = [box.getBoundingClientRect(), item.getBoundingClientRect()];
    // Only the row moves: the page stays where its reader is.
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    // A change of `current` is what moves the mark that the selector finds.
  }, [selector, current]);
  return row;
}
