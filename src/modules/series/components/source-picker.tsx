"use client";

import { useTranslations } from "next-intl";
import { type Id, isId } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Combobox } from "@/ui/primitives/combobox";
import { Field } from "@/ui/primitives/field";

const fresh = "new";
const draftsMax = 50;

export interface SourcePickerProps {
  /** Null: a new text. */
  value: Id<"post"> | null;
  onChange: (postId: Id<"post"> | null) => void;
}

/** What a series begins with: a new text, or a draft with everything that is in it. */
export function SourcePicker({ value, onChange }: SourcePickerProps) {
  const t = useTranslations("series.source");
  const drafts = api.planning.posts.useQuery({ states: ["draft"], limit: draftsMax });
  const own = (drafts.data?.items ?? []).filter((post) => post.canEdit);
  if (own.length === 0) return null;
  const options = [
    { value: fresh, label: t("fresh") },
    ...own.map((post) => ({
      value: post.id,
      label: (post.title ?? post.excerpt).trim().slice(0, 80) || t("untitled"),
      hint: post.channels.map(({ name }) => name).join(", ") || t("noChannels"),
    })),
  ];
  return (
    <Field label={t("label")} hint={value ? t("draftHint") : undefined}>
      {(control) => (
        <Combobox
          {...control}
          options={options}
          value={value ?? fresh}
          onValueChange={(next) => onChange(isId("post", next) ? next : null)}
        />
      )}
    </Field>
  );
}
