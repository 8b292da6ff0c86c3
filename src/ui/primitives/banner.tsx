import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn";
import { SOFT_TONE, type Tone } from "../tone";

const ICON: Record<Tone, LucideIcon> = {
  neutral: Info,
  accent: Info,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

export interface BannerProps {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  /** Buttons or links that help. */
  actions?: ReactNode;
  /** Announced at once: for what appears after an action. */
  live?: boolean;
  className?: string;
}

/** A message that stays: what is the matter, and what to do about it. */
export function Banner({ tone = "info", title, children, actions, live = false, className }: BannerProps) {
  const Icon = ICON[tone];
  return (
    <div
      role={live ? "alert" : undefined}
      className={cn("flex items-start gap-3 rounded-lg border px-4 py-3 text-sm", SOFT_TONE[tone], className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="grid min-w-0 grow gap-1">
        <p className="font-medium">{title}</p>
        {children && <div className="text-ink-muted">{children}</div>}
        {actions && <div className="mt-1 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
