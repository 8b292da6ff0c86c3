import type { ComponentProps } from "react";
import { cn } from "../cn";

/** The place of something that is loading; hidden from screen readers, which hear the region's own label. */
export const Skeleton = ({ className, ...props }: ComponentProps<"div">) => (
  <div aria-hidden className={cn("h-4 animate-sheen rounded-sm bg-hover", className)} {...props} />
);
