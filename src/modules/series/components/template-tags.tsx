"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { tagInput, tagsMax } from "@/modules/publishing/schemas";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";

export interface TemplateTagsProps {
  tags: readonly string[];
  onChange: (tags: string[]) => void;
}

/** Tags of a template, typed with spaces or commas between them. */
export function TemplateTags({ tags, onChange }: TemplateTagsProps) {
  const t = useTranslations("series.template");
  const [typed, setTyped] = useState(tags.map((tag) => `#${tag}`).join(" "));
  const [refused, setRefused] = useState<string[]>([]);
  const take = () => {
    const words = typed.split(/[\s,;]+/).filter(Boolean);
    const parsed = words.map((word) => ({ word, tag: tagInput.safeParse(word) }));
    setRefused(parsed.flatMap(({ word, tag }) => (tag.success ? [] : [word])));
    onChange([...new Set(parsed.flatMap(({ tag }) => (tag.success ? [tag.data] : [])))].slice(0, tagsMax));
  };
  return (
    <Field
      label={t("tags")}
      hint={t("tagsHint")}
      optional
      error={refused.length > 0 ? t("tagsRefused", { words: refused.join(", ") }) : undefined}
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={take}
        />
      )}
    </Field>
  );
}
