import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: ReactNode;
  /** What will be here, and how it gets here. */
  description?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing is here yet, and that is normal. */
export const EmptyState = ({ icon: Icon, title, description, action, className }: EmptyStateProps) => (
  <div
    className={cn(
      "grid justify-items-center gap-3 rounded-lg border border-dashed border-line-strong/60 bg-surface/60 px-6 py-14 text-center",
      className,
    )}
  >
    {Icon && (
      <span className="grid size-11 place-items-center rounded-lg border border-line bg-surface text-accent-ink shadow-xs">
        <Icon aria-hidden className="size-5" />
      </span>
    )}
    <div className="grid max-w-md gap-1">
      <div className="font-semibold">{title}</div>
      {description && <p className="text-sm text-ink-muted">{description}</p>}
    </div>
    {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
);
