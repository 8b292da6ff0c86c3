"use client";

import { RadioGroup as RadioGroupPrimitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "../cn";

/** A choice among few, all in sight. */
export const RadioGroup = ({ className, ...props }: ComponentProps<typeof RadioGroupPrimitive.Root>) => (
  <RadioGroupPrimitive.Root className={cn("grid gap-2", className)} {...props} />
);

export interface RadioOptionProps extends Omit<ComponentProps<typeof RadioGroupPrimitive.Item>, "children"> {
  label: ReactNode;
  hint?: ReactNode;
}

/** One choice of a RadioGroup, as a row that can be pressed anywhere. */
export function RadioOption({ label, hint, className, ...props }: RadioOptionProps) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={cn(
        "flex cursor-pointer items-start gap-3 rounded-md border border-line bg-surface px-3.5 py-3 text-sm transition-colors",
        "hover:border-line-strong has-data-[state=checked]:border-accent has-data-[state=checked]:bg-accent-soft",
        className,
      )}
    >
      <RadioGroupPrimitive.Item
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-full border border-line-strong bg-surface data-[state=checked]:border-accent disabled:opacity-55"
        {...props}
      >
        <RadioGroupPrimitive.Indicator className="size-2 rounded-full bg-accent" />
      </RadioGroupPrimitive.Item>
      <span className="grid gap-0.5">
        <span className="font-medium">{label}</span>
        {hint && (
          <span id={`${id}-hint`} className="text-ink-muted">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
