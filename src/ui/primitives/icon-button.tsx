"use client";

import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

export interface IconButtonProps extends Omit<ButtonProps, "size" | "asChild" | "block"> {
  /** Said by screen readers and shown as tooltip: an icon alone names nothing. */
  label: string;
  size?: "sm" | "md";
  tooltip?: boolean;
}

/** A square button that holds one icon. */
export function IconButton({
  label,
  size = "md",
  variant = "ghost",
  tooltip = true,
  ...props
}: IconButtonProps) {
  const button = (
    <Button aria-label={label} variant={variant} size={size === "sm" ? "iconSm" : "icon"} {...props} />
  );
  return tooltip ? <Tooltip content={label}>{button}</Tooltip> : button;
}
