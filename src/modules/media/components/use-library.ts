"use client";

import { useCallback, useDeferredValue, useMemo } from "react";
import { api } from "@/trpc/client";
import { type Asset, libraryPageSize } from "../schemas";

/** The pages of the library that are loaded, newest first, narrowed by a search. */
export function useLibrary(search: string) {
  const wanted = useDeferredValue(search.trim());
  const list = api.media.list.useInfiniteQuery(
    { limit: libraryPageSize, ...(wanted && { search: wanted }) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: (previous) => previous },
  );
  const assets = useMemo((): Asset[] => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  return { list, assets };
}

/** Load the library anew everywhere it is shown. */
export function useRefreshLibrary(): () => void {
  const cache = api.useUtils();
  return useCallback(() => void cache.media.invalidate(), [cache]);
}
