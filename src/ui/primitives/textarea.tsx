import type { ComponentProps } from "react";
import { cn } from "../cn";
import { CONTROL_CLASSES } from "./control-classes";

/** A text of several lines; grows with its content where the browser can. */
export const Textarea = ({ className, rows = 4, ...props }: ComponentProps<"textarea">) => (
  <textarea
    rows={rows}
    className={cn(
      CONTROL_CLASSES,
      "field-sizing-content min-h-20 read-only:bg-sunken resize-y px-3 py-2 leading-relaxed",
      className,
    )}
    {...props}
  />
);
