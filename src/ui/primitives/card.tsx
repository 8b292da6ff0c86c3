import type { ComponentProps } from "react";
import { cn } from "../cn";

/** A surface that holds one thing. */
export const Card = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("rounded-lg border border-line bg-surface shadow-xs", className)} {...props} />
);

/** The head of a card: a title, and actions at its end. */
export const CardHeader = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex flex-wrap items-start justify-between gap-3 px-5 pt-4", className)} {...props} />
);

/** The title of a card, a heading of the second level. */
export const CardTitle = ({ className, children, ...props }: ComponentProps<"h2">) => (
  <h2 className={cn("text-[0.9375rem] font-semibold", className)} {...props}>
    {children}
  </h2>
);

/** One quiet sentence below the title. */
export const CardDescription = ({ className, ...props }: ComponentProps<"p">) => (
  <p className={cn("text-sm text-ink-muted", className)} {...props} />
);

/** The body of a card. */
export const CardContent = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("px-5 py-4", className)} {...props} />
);

/** The foot of a card, for its actions. */
export const CardFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    className={cn(
      "flex flex-wrap items-center gap-2 rounded-b-lg border-t border-line bg-canvas px-5 py-3",
      className,
    )}
    {...props}
  />
);
