"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { Combobox } from "@/ui/primitives/combobox";
import { Field } from "@/ui/primitives/field";
import { useComposer } from "./composer-context";

/** Languages that people publish in; any other that a post already has is added. */
const LANGUAGES =
  "ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lb lt lv ms mt nb nl nn oc pl pt pt-BR ro ru sk sl sq sr sv sw ta th tr uk ur vi zh-Hans zh-Hant".split(
    " ",
  );

/** The language that the text is written in: networks filter by it, screen readers pronounce by it. */
export function ComposerLanguage() {
  const t = useTranslations("composer.language");
  const locale = useLocale();
  const { draft, dispatch, readOnly } = useComposer();
  const { language } = draft;
  const options = useMemo(() => {
    const names = new Intl.DisplayNames([locale], { type: "language" });
    const known = LANGUAGES.includes(language) ? LANGUAGES : [...LANGUAGES, language];
    return known
      .map((code) => ({ value: code, label: names.of(code) ?? code, keywords: [code] }))
      .sort((a, b) => a.label.localeCompare(b.label, locale));
  }, [language, locale]);
  return (
    <Field label={t("label")} className="w-full sm:w-52">
      {(control) => (
        <Combobox
          {...control}
          options={options}
          value={language}
          disabled={readOnly}
          onValueChange={(code) => dispatch({ type: "language", language: code })}
        />
      )}
    </Field>
  );
}
