import type { ComponentProps } from "react";
import { cn } from "../cn";
import { CONTROL_CLASSES } from "./control-classes";

/** A one-line text input. */
export const Input = ({ className, type = "text", ...props }: ComponentProps<"input">) => (
  <input
    type={type}
    className={cn(CONTROL_CLASSES, "h-9 px-3 read-only:bg-sunken pointer-coarse:h-11", className)}
    {...props}
  />
);
