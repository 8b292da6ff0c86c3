"use client";

import { Tabs as TabsPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "../cn";

export const Tabs = TabsPrimitive.Root;

/** The row of tabs; scrolls sideways when it does not fit. */
export const TabsList = ({ className, ...props }: ComponentProps<typeof TabsPrimitive.List>) => (
  <TabsPrimitive.List
    className={cn("flex gap-1 overflow-x-auto overflow-y-hidden border-b border-line", className)}
    {...props}
  />
);

/** One tab. */
export const TabsTrigger = ({ className, ...props }: ComponentProps<typeof TabsPrimitive.Trigger>) => (
  <TabsPrimitive.Trigger
    className={cn(
      "relative -mb-px inline-flex min-h-10 shrink-0 items-center gap-2 rounded-t-sm border-b-2 border-transparent px-3 text-sm font-medium text-ink-muted transition-colors",
      "hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink focus-visible:-outline-offset-2 pointer-coarse:min-h-11 [&_svg]:size-4",
      className,
    )}
    {...props}
  />
);

/** What a tab shows. */
export const TabsContent = ({ className, ...props }: ComponentProps<typeof TabsPrimitive.Content>) => (
  <TabsPrimitive.Content className={cn("pt-5", className)} {...props} />
);
