"use client";

import { useCallback } from "react";
import { api } from "@/trpc/client";
import type { PostView } from "../schemas";

/** Bring everything that shows posts up to date after a change; the post itself at once, when the server told it. */
export function usePostCache(): (changed?: PostView) => void {
  const cache = api.useUtils();
  return useCallback(
    (changed) => {
      if (changed) cache.publishing.get.setData({ postId: changed.id }, changed);
      else void cache.publishing.get.invalidate();
      void cache.publishing.delivery.invalidate();
      void cache.planning.invalidate();
    },
    [cache],
  );
}
