"use client";

import { useEffect, useReducer, useState, useSyncExternalStore } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import type { PostView } from "../schemas";
import type { DraftBackups } from "./composer-backup";
import { DraftSaver, type SaverSnapshot } from "./composer-saver";
import {
  type ComposerAction,
  type ComposerState,
  draftOf,
  emptyDraft,
  reduceComposer,
} from "./composer-state";
import { holdDraft } from "./offline-drafts";
import { browserBackups } from "./offline-owner";

export interface DraftSession {
  postId: Id<"post">;
  /** The post as it was opened; null for a new one. */
  post: PostView | null;
  language: string;
  /** Where a new post goes unless its author says otherwise. */
  channelIds: readonly Id<"channel">[];
  workspaceId: string;
  userId: string;
  readOnly: boolean;
}

export interface DraftInHand {
  state: ComposerState;
  dispatch: (action: ComposerAction) => void;
  saver: DraftSaver;
  snapshot: SaverSnapshot;
  backups: DraftBackups;
}

/** A planned post goes out as it is saved, so saving it is its author's word. */
const savesItself = (post: PostView | null): boolean => !post || post.publishAt === null;

function useSaver({ postId, post, workspaceId, userId }: DraftSession, state: ComposerState) {
  const { client } = api.useUtils();
  const [backups] = useState(() => browserBackups({ workspaceId, userId }));
  const [saver] = useState(
    () =>
      new DraftSaver({
        postId,
        post,
        draft: state.draft,
        autosave: savesItself(post),
        backups,
        isOnline: () => navigator.onLine,
        transport: {
          get: (id) => client.publishing.get.query({ postId: id }),
          create: (input) => client.publishing.create.mutate(input),
          update: (input) => client.publishing.update.mutate(input),
        },
      }),
  );
  return { saver, backups };
}

/** Keep the caches of other pages true to what was saved here. */
function useSharedCache(post: PostView | null): void {
  const utils = api.useUtils();
  useEffect(() => {
    if (!post) return;
    utils.publishing.get.setData({ postId: post.id }, post);
    void utils.planning.invalidate();
  }, [post, utils]);
}

/** The draft being written, and its way to the server. */
export function useDraft(session: DraftSession): DraftInHand {
  const [state, dispatch] = useReducer(reduceComposer, session, ({ post, language, channelIds }) => ({
    draft: post ? draftOf(post) : emptyDraft(language, channelIds),
    shelved: {},
  }));
  const { saver, backups } = useSaver(session, state);
  const snapshot = useSyncExternalStore(saver.subscribe, saver.getSnapshot, saver.getSnapshot);
  useSharedCache(snapshot.post);

  const { readOnly, postId } = session;
  useEffect(() => holdDraft(postId), [postId]);
  useEffect(() => {
    if (!readOnly) saver.edit(state.draft);
  }, [saver, state.draft, readOnly]);
  const autosave = savesItself(snapshot.post);
  useEffect(() => saver.setAutosave(autosave), [saver, autosave]);
  useEffect(() => {
    const online = () => saver.retry();
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      saver.close();
    };
  }, [saver]);
  const { dirty } = snapshot;
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  return { state, dispatch, saver, snapshot, backups };
}
