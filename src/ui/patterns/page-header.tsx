import type { ReactNode } from "react";
import { cn } from "../cn";

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Where this page hangs: a link back, or a trail. */
  above?: ReactNode;
  /** Beside the title: a status. */
  badge?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** The head of a page: its only first-level heading, and what can be done here. */
export const PageHeader = ({ title, description, above, badge, actions, className }: PageHeaderProps) => (
  <header className={cn("mb-6 grid gap-2", className)}>
    {above && <div className="text-sm text-ink-muted">{above}</div>}
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {badge}
        </div>
        {description && (
          <p className="mt-1 max-w-prose text-pretty text-ink-muted print:hidden">{description}</p>
        )}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  </header>
);
