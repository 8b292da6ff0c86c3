"use client";

import { useEffect, useMemo, useState } from "react";
import { type Id, newId } from "@/kernel/ids";
import type { Backup } from "./composer-backup";
import { type Draft, draftOf, isBlank, markOf } from "./composer-state";
import type { DraftInHand } from "./use-draft";
import { useInBrowser } from "./use-in-browser";

export interface Recovery {
  /** What this browser kept and the server does not have; null when there is nothing. */
  found: Backup | null;
  /** The post was saved elsewhere since the copy was made. */
  outdated: boolean;
  drop: () => void;
  /** Its text is in the editor now; what was there before is offered in its place. */
  taken: (before: Draft) => void;
}

/** Look once, when the composer opens, for what an earlier visit could not save. */
export function useRecovery(postId: Id<"post">, { backups, snapshot }: DraftInHand): Recovery {
  // The server knows nothing of this browser's storage, so the first rendering must not either.
  const inBrowser = useInBrowser();
  const [opened] = useState(snapshot.post);
  const kept = useMemo(() => {
    if (!inBrowser) return null;
    const own = backups.find(postId);
    return opened ? own : (own ?? backups.listUnsent()[0] ?? null);
  }, [inBrowser, backups, postId, opened]);
  const useless = kept !== null && opened !== null && markOf(kept.draft) === markOf(draftOf(opened));
  useEffect(() => {
    if (useless) backups.remove(postId);
  }, [useless, backups, postId]);

  const [settled, setSettled] = useState<Backup | null | undefined>(undefined);
  const found = settled === undefined ? (useless ? null : kept) : settled;
  const taken = (before: Draft) => {
    // The copy under this post's own id is the saver's from now on.
    if (found && found.postId !== postId) backups.remove(found.postId);
    if (isBlank(before)) return setSettled(null);
    const former = { postId: newId("post"), revision: null, draft: before, at: new Date().toISOString() };
    backups.write(former);
    setSettled(former);
  };
  const drop = () => {
    if (found) backups.remove(found.postId);
    setSettled(null);
  };
  const known = found?.revision ?? null;
  return { found, outdated: opened !== null && known !== null && known !== opened.revision, drop, taken };
}
