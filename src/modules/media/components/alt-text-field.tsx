"use client";

import { useTranslations } from "next-intl";
import { lengthIn } from "@/networks/text";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import { Field } from "@/ui/primitives/field";
import { Textarea } from "@/ui/primitives/textarea";
import { altTextMax as rowMax } from "../schemas";

interface AltTextFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What the chosen networks take; what exceeds it stays, and is shown. */
  altTextMax: number;
  hint?: string;
  /** Ctrl or Command with Enter. */
  onSubmit?: () => void;
}

/** The alternative text of a file, counted. */
export function AltTextField({ value, onChange, altTextMax, hint, onSubmit }: AltTextFieldProps) {
  const t = useTranslations("media");
  const format = useFormat();
  const count = lengthIn(value, "characters");
  const over = count > altTextMax;
  return (
    <Field
      label={t("alt.label")}
      hint={hint ?? t("alt.hint")}
      error={over ? t("tray.tooLong") : undefined}
      aside={
        <span className={cn("tabular", over && "font-medium text-danger-ink")}>
          {t("alt.counter", { count: format.number(count), max: format.number(altTextMax) })}
        </span>
      }
    >
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          maxLength={rowMax}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSubmit?.();
          }}
        />
      )}
    </Field>
  );
}
