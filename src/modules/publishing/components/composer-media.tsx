"use client";

import { MediaPicker } from "@/modules/media/components/media-picker";
import { MediaTray } from "@/modules/media/components/media-tray";
import { mediaMax } from "../schemas";
import { type ComposedChannel, elementIdOf, type FieldTarget, sharedTab } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { FieldProblems } from "./composer-field-problems";

const target: FieldTarget = { tab: sharedTab, field: "media" };
/** What the library takes, while no channel says less. */
const altTextDefault = 2_000;

/** Characters of a description that every chosen channel takes; 0 when none takes any. */
export function altTextMaxOf(composed: readonly ComposedChannel[]): number {
  const limits = composed.flatMap(({ channel: { capabilities } }) =>
    [capabilities.image, capabilities.gif, capabilities.video].flatMap((kind) => kind?.altTextMax ?? []),
  );
  const taken = limits.filter((max) => max > 0);
  return taken.length > 0 ? Math.min(...taken) : limits.length > 0 ? 0 : altTextDefault;
}

/** The post's files: attach, describe, put in order. */
export function ComposerMedia() {
  const { draft, dispatch, composed, readOnly } = useComposer();
  const problems = useFieldProblems(target);
  if (readOnly && draft.media.length === 0) return null;
  return (
    <div
      id={elementIdOf(target)}
      tabIndex={-1}
      className="grid gap-3 border-line border-t px-4 py-4 outline-none sm:px-5"
    >
      <MediaTray
        value={draft.media}
        onChange={(media) => dispatch({ type: "media", media })}
        altTextMax={altTextMaxOf(composed)}
        disabled={readOnly}
      />
      <FieldProblems id={`${elementIdOf(target)}-problems`} problems={problems} />
      {!readOnly && (
        <MediaPicker
          value={draft.media}
          onPick={(items) => dispatch({ type: "attach", items })}
          countMax={mediaMax}
        />
      )}
    </div>
  );
}
