"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { cn } from "../cn";
import { Label } from "./label";

/** What a control inside a Field must spread on itself, so that label, hint and error are tied to it. */
export interface FieldControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** Says "optional" beside the label: for the rare free field of a required form. */
  optional?: boolean;
  /** Shown at the end of the label's row: a counter, a link. */
  aside?: ReactNode;
  /** The label stays for screen readers only. */
  labelHidden?: boolean;
  /** Set on the label when the control is a group that carries `aria-labelledby` itself. */
  labelId?: string;
  id?: string;
  className?: string;
  children: (control: FieldControlProps) => ReactNode;
}

/** Label, control, hint and error, wired together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  required,
  optional,
  aside,
  labelHidden,
  labelId,
  className,
  children,
  ...props
}: FieldProps) {
  const t = useTranslations("ui");
  const generatedId = useId();
  const id = props.id ?? generatedId;
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return (
    <div className={cn("grid content-start gap-1.5", className)}>
      <div className={cn("flex items-baseline justify-between gap-3", labelHidden && !aside && "sr-only")}>
        <Label htmlFor={id} id={labelId} className={cn(labelHidden && "sr-only")}>
          {label}
          {optional && <span className="font-normal text-ink-subtle"> ({t("optional")})</span>}
        </Label>
        {aside && <span className="text-xs text-ink-subtle">{aside}</span>}
      </div>
      {children({
        id,
        "aria-describedby": [errorId, hintId].filter(Boolean).join(" ") || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required || undefined,
      })}
      {error && (
        <p id={errorId} role="alert" className="flex items-start gap-1.5 text-[0.8125rem] text-danger-ink">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-[0.8125rem] text-ink-subtle">
          {hint}
        </p>
      )}
    </div>
  );
}
