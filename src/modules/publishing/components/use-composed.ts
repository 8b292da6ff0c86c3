"use client";

import { useMemo } from "react";
import type { ChannelView, NetworkView } from "@/modules/channels/schemas";
import { type ComposedChannel, composeChannels, type Problem, postProblems } from "./composer-check";
import { isBlank } from "./composer-state";
import type { DraftInHand } from "./use-draft";
import { useFinish } from "./use-finish";

export interface Composed {
  composed: readonly ComposedChannel[];
  problems: readonly Problem[];
  /** What stops publishing, whether or not it is shown yet. */
  errors: readonly Problem[];
}

/** What goes out on each channel and what is wrong with it, as it is typed; nothing is blamed on an empty page. */
export function useComposed(
  { state: { draft }, snapshot }: DraftInHand,
  channels: readonly ChannelView[],
  networks: readonly NetworkView[],
  asked: boolean,
): Composed {
  const settings = useMemo(() => new Map(networks.map(({ key, settings }) => [key, settings])), [networks]);
  const { post, dirty } = snapshot;
  const finish = useFinish(draft);
  const composed = useMemo(() => {
    const judged = post && !dirty ? post.variants : [];
    const serverIssues = new Map(judged.map(({ channelId, issues }) => [channelId, issues]));
    return composeChannels(draft, { channels, settings, serverIssues, finish });
  }, [draft, channels, settings, post, dirty, finish]);
  return useMemo(() => {
    const all = [...postProblems(draft, composed), ...composed.flatMap((one) => one.problems)];
    return {
      composed,
      problems: asked || !isBlank(draft) ? all : [],
      errors: all.filter(({ severity }) => severity === "error"),
    };
  }, [draft, composed, asked]);
}
