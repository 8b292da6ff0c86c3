import NextLink from "next/link";
import type { ComponentProps } from "react";
import { cn } from "../cn";
import { type ButtonVariantProps, buttonVariants } from "./button-variants";

/** A link with the look of a button, for going somewhere. */
export const ButtonLink = ({
  variant,
  size,
  block,
  className,
  ...props
}: ComponentProps<typeof NextLink> & ButtonVariantProps) => (
  <NextLink className={cn(buttonVariants({ variant, size, block }), className)} {...props} />
);
