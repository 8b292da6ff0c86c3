"use client";

import { useTranslations } from "next-intl";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../cn";
import { type ButtonVariantProps, buttonVariants } from "./button-variants";
import { Spinner } from "./spinner";

export interface ButtonProps extends ComponentProps<"button">, ButtonVariantProps {
  /** Shows a spinner, keeps the width and ignores presses; the button stays focusable. */
  loading?: boolean;
  /** Render the only child with the button's look. */
  asChild?: boolean;
}

/** A button; `type` is "button" unless told otherwise, so that none submits a form by accident. */
export function Button({
  variant,
  size,
  block,
  loading = false,
  asChild = false,
  className,
  ...props
}: ButtonProps) {
  const t = useTranslations("ui");
  const classes = cn(buttonVariants({ variant, size, block }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  const { children, onClick, type = "button", ...rest } = props;
  return (
    <button
      type={type}
      className={classes}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      onClick={loading ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {loading ? (
        <>
          <span className="invisible inline-flex items-center gap-2">{children}</span>
          <span className="absolute inset-0 grid place-items-center">
            <Spinner label={t("working")} />
          </span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
