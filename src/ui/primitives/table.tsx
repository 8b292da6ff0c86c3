import type { ComponentProps } from "react";
import { cn } from "../cn";

export interface TableProps extends ComponentProps<"table"> {
  /** What the table lists, for screen readers. */
  label: string;
}

/** A table that scrolls sideways inside its frame and can be reached by keyboard. */
export const Table = ({ label, className, ...props }: TableProps) => (
  <section
    aria-label={label}
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    tabIndex={0}
    className="relative overflow-x-auto rounded-lg border border-line bg-surface shadow-xs"
  >
    <table className={cn("w-full border-collapse text-left text-sm", className)} {...props} />
  </section>
);

export const TableHead = ({ className, ...props }: ComponentProps<"thead">) => (
  <thead className={cn("border-b border-line bg-canvas text-xs text-ink-subtle", className)} {...props} />
);

export const TableBody = ({ className, ...props }: ComponentProps<"tbody">) => (
  <tbody className={cn("divide-y divide-line", className)} {...props} />
);

export const TableRow = ({ className, ...props }: ComponentProps<"tr">) => (
  <tr className={cn("transition-colors [tbody_&]:hover:bg-canvas", className)} {...props} />
);

export const TableHeader = ({ className, scope = "col", ...props }: ComponentProps<"th">) => (
  <th scope={scope} className={cn("h-10 whitespace-nowrap px-4 font-medium", className)} {...props} />
);

export const TableCell = ({ className, ...props }: ComponentProps<"td">) => (
  <td className={cn("px-4 py-3 align-middle", className)} {...props} />
);
