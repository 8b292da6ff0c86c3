"use client";

import { useTranslations } from "next-intl";
import { elementIdOf, type FieldTarget, sharedTab } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { FieldProblems } from "./composer-field-problems";

const target: FieldTarget = { tab: sharedTab, field: "title" };

/** The title, for the channels that show one; hidden when none does. */
export function ComposerTitle() {
  const t = useTranslations("composer.title");
  const { draft, dispatch, composed, readOnly } = useComposer();
  const problems = useFieldProblems(target);
  const titled = composed.filter(({ channel }) => channel.capabilities.title);
  if (titled.length === 0 && draft.title === "") return null;
  const id = elementIdOf(target);
  const required = titled.some(({ channel }) => channel.capabilities.title?.required);
  const names = titled.map(({ channel }) => channel.name).join(", ");
  return (
    <div className="border-line border-b px-4 pt-3 pb-2 sm:px-5">
      <input
        id={id}
        type="text"
        dir="auto"
        lang={draft.language}
        aria-label={t("label")}
        aria-describedby={`${id}-hint ${id}-problems`}
        aria-invalid={problems.length > 0 || undefined}
        aria-required={required || undefined}
        placeholder={t(required ? "placeholder" : "optional")}
        autoComplete="off"
        readOnly={readOnly}
        value={draft.title}
        onChange={(event) => dispatch({ type: "title", title: event.target.value })}
        className="w-full bg-transparent py-1 font-semibold text-xl tracking-tight focus-visible:outline-none"
      />
      <p id={`${id}-hint`} className="text-xs text-ink-subtle">
        {names === "" ? t("unused") : t("shownOn", { names })}
      </p>
      <FieldProblems id={`${id}-problems`} problems={problems} className="pt-1" />
    </div>
  );
}
