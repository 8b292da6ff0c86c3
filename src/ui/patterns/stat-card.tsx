import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn";
import { Card } from "../primitives/card";
import { KnownValue } from "./known-value";

export interface StatCardProps {
  label: ReactNode;
  /** Already formatted; null when it is not known. */
  value: ReactNode | null;
  /** Why the value is not known. */
  unknownReason?: string;
  /** What the figure rests on: when it was read, over which period. */
  note?: ReactNode;
  icon?: LucideIcon;
  className?: string;
}

/** One figure with its name. */
export const StatCard = ({ label, value, unknownReason, note, icon: Icon, className }: StatCardProps) => (
  <Card className={cn("grid content-start gap-1 px-5 py-4", className)}>
    <dl className="grid gap-1">
      <dt className="flex items-center gap-2 text-sm text-ink-muted">
        {Icon && <Icon aria-hidden className="size-4 shrink-0 text-ink-subtle" />}
        {label}
      </dt>
      <dd className="tabular text-2xl font-semibold tracking-tight">
        <KnownValue value={value} reason={unknownReason} />
      </dd>
    </dl>
    {note && <p className="text-xs text-ink-subtle">{note}</p>}
  </Card>
);
