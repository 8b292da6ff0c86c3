"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type Control, useFieldArray } from "react-hook-form";
import type { z } from "zod";
import { partsMax } from "@/modules/publishing/schemas";
import { FormField } from "@/ui/forms/form-field";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { Select } from "@/ui/primitives/select";
import { Textarea } from "@/ui/primitives/textarea";
import type { snippetFields } from "../schemas";

type Values = z.input<typeof snippetFields.template>;
const KINDS = ["thread", "first_comment", "follow_up"] as const;

/** What follows a template's text: thread parts, a first comment, follow-ups. */
export function TemplateParts({ control }: { control: Control<Values, unknown, unknown> }) {
  const t = useTranslations("snippets.field");
  const { fields, append, remove } = useFieldArray({
    control: control as Control<Values>,
    name: "extra.parts",
  });
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-1.5 text-sm font-medium">{t("parts")}</legend>
      {fields.map((part, index) => (
        <div key={part.id} className="grid gap-3 rounded-md border border-line p-3">
          <div className="flex items-center gap-2">
            <FormField
              control={control}
              name={`extra.parts.${index}.kind`}
              label={t("partKind")}
              labelHidden
              className="grow"
            >
              {({ value, onChange, ref: _, onBlur: __, ...field }) => (
                <Select
                  {...field}
                  className="w-full"
                  value={value}
                  onValueChange={onChange}
                  options={KINDS.map((kind) => ({ value: kind, label: t(`part.${kind}`) }))}
                />
              )}
            </FormField>
            <IconButton
              size="sm"
              label={t("removePart", { number: index + 1 })}
              onClick={() => remove(index)}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
          <FormField
            control={control}
            name={`extra.parts.${index}.body`}
            label={t("partText", { number: index + 1 })}
            labelHidden
          >
            {(field) => (
              <Textarea
                {...field}
                value={field.value ?? ""}
                rows={2}
                placeholder={t("partText", { number: index + 1 })}
              />
            )}
          </FormField>
        </div>
      ))}
      {fields.length < partsMax && (
        <Button
          size="sm"
          className="justify-self-start"
          onClick={() => append({ kind: "thread", body: "", media: [], delayMinutes: 0 })}
        >
          <Plus aria-hidden />
          {t("addPart")}
        </Button>
      )}
    </fieldset>
  );
}
