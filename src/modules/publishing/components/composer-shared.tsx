"use client";

import { useTranslations } from "next-intl";
import { elementIdOf, type FieldTarget, sharedTab } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { CharacterCount } from "./composer-count";
import { FieldProblems } from "./composer-field-problems";
import { ComposerMedia } from "./composer-media";
import { ComposerParts } from "./composer-parts-section";
import { ComposerSnippets } from "./composer-snippets";
import { ComposerSplitOffer } from "./composer-split-offer";
import { ComposerTextArea } from "./composer-text-area";
import { ComposerTitle } from "./composer-title";

const body: FieldTarget = { tab: sharedTab, field: "body" };

/** What all channels share: title, text and files, with the count of each channel that uses the text. */
export function ComposerShared() {
  const t = useTranslations("composer");
  const { draft, dispatch, composed, readOnly } = useComposer();
  const problems = useFieldProblems(body);
  const id = elementIdOf(body);
  const failing = problems.some(({ severity }) => severity === "error");
  return (
    <div>
      <ComposerTitle />
      <ComposerTextArea
        id={id}
        aria-label={t("body.label")}
        aria-describedby={`${id}-problems ${id}-counts`}
        aria-invalid={failing || undefined}
        placeholder={t("body.placeholder")}
        lang={draft.language}
        readOnly={readOnly}
        value={draft.body}
        onChange={(text) => dispatch({ type: "body", body: text })}
      />
      <ul
        id={`${id}-counts`}
        aria-label={t("count.label")}
        className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1 px-4 pb-3 empty:hidden sm:px-5"
      >
        {composed
          .filter(({ variant }) => variant.body === null)
          .map(({ channel, count }) => (
            <li key={channel.id} className="inline-flex items-center gap-1.5 text-xs text-ink-subtle">
              <span aria-hidden className="max-w-32 truncate">
                {channel.name}
              </span>
              <CharacterCount name={channel.name} count={count} />
            </li>
          ))}
      </ul>
      <ComposerSplitOffer />
      <ComposerSnippets
        target={body}
        value={draft.body}
        onChange={(text) => dispatch({ type: "body", body: text })}
      />
      <FieldProblems id={`${id}-problems`} problems={problems} className="px-4 pb-3 sm:px-5" />
      <ComposerMedia />
      <ComposerParts
        tab={sharedTab}
        parts={draft.parts}
        channels={composed.filter(({ variant }) => variant.parts === null)}
      />
    </div>
  );
}
