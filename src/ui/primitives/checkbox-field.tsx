"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "../cn";
import { Checkbox } from "./checkbox";
import { Label } from "./label";
import { Switch } from "./switch";

interface ToggleText {
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
}

const ToggleRow = ({
  id,
  label,
  hint,
  className,
  children,
}: ToggleText & { id: string; children: ReactNode }) => (
  <div className={cn("flex items-start gap-3", className)}>
    {children}
    <div className="grid gap-0.5 text-sm">
      <Label htmlFor={id} className="leading-5">
        {label}
      </Label>
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-subtle">
          {hint}
        </p>
      )}
    </div>
  </div>
);

/** A checkbox with its label beside it. */
export function CheckboxField({
  label,
  hint,
  className,
  ...props
}: ToggleText & ComponentProps<typeof Checkbox>) {
  const id = useId();
  return (
    <ToggleRow id={id} label={label} hint={hint} className={className}>
      <Checkbox id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...props} />
    </ToggleRow>
  );
}

/** A switch with its label beside it. */
export function SwitchField({
  label,
  hint,
  className,
  ...props
}: ToggleText & ComponentProps<typeof Switch>) {
  const id = useId();
  return (
    <ToggleRow id={id} label={label} hint={hint} className={className}>
      <Switch id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...props} />
    </ToggleRow>
  );
}
