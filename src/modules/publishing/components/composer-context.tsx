"use client";

import { createContext, type Dispatch, use } from "react";
import type { ChannelView } from "@/modules/channels/schemas";
import type { ComposedChannel, ComposerTab, FieldTarget, Problem } from "./composer-check";
import type { ComposerAction, Draft } from "./composer-state";

/** What this person may do with this post. */
export interface ComposerRights {
  write: boolean;
  /** Give it a time; who may not publish proposes one. */
  plan: boolean;
  publish: boolean;
  /** Decide about what stopped or was left out. */
  resolve: boolean;
  manageChannels: boolean;
}

/** Everything that the parts of the composer share. */
export interface ComposerModel {
  draft: Draft;
  dispatch: Dispatch<ComposerAction>;
  /** Every channel of the workspace. */
  channels: readonly ChannelView[];
  /** The chosen ones, with what goes out on them. */
  composed: readonly ComposedChannel[];
  /** What stands in the way, and what readers would miss; empty while nothing is written. */
  problems: readonly Problem[];
  readOnly: boolean;
  rights: ComposerRights;
  tab: ComposerTab;
  showTab: (tab: ComposerTab) => void;
  /** Show the field of a problem and put the caret in it. */
  goTo: (target: FieldTarget) => void;
  /** IANA zone of the workspace. */
  zone: string;
}

const ComposerContext = createContext<ComposerModel | null>(null);

export const ComposerProvider = ComposerContext.Provider;

/** The composer around a component. @throws Error outside of it. */
export function useComposer(): ComposerModel {
  const model = use(ComposerContext);
  if (!model) throw new Error("useComposer belongs inside a ComposerProvider");
  return model;
}

/** The problems of one field, for its own message. */
export function useFieldProblems(target: FieldTarget): Problem[] {
  return useComposer().problems.filter(
    (problem) => problem.target.tab === target.tab && problem.target.field === target.field,
  );
}
