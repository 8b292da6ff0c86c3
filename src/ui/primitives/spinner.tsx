import { LoaderCircle } from "lucide-react";
import { cn } from "../cn";

/** Something is going on; `label` says what to those who do not see it. */
export const Spinner = ({ label, className }: { label: string; className?: string }) => (
  <span role="status" className="inline-flex">
    <LoaderCircle aria-hidden className={cn("size-4 animate-spin", className)} />
    <span className="sr-only">{label}</span>
  </span>
);
