import { cn } from "../cn";

/** A line between things; decorative. */
export const Separator = ({ vertical = false, className }: { vertical?: boolean; className?: string }) => (
  <div aria-hidden className={cn("shrink-0 bg-line", vertical ? "h-full w-px" : "h-px w-full", className)} />
);
