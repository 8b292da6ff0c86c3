import type { ReactNode } from "react";
import { cn } from "../cn";
import { SOLID_TONE, type Tone } from "../tone";

export interface TimelineItem {
  key: string;
  tone?: Tone;
  title: ReactNode;
  /** When, already formatted; wrap it in `<time>`. */
  time?: ReactNode;
  children?: ReactNode;
}

/** What happened, in order. */
export const Timeline = ({ items, label }: { items: readonly TimelineItem[]; label: string }) => (
  <ol aria-label={label} className="grid">
    {items.map(({ key, tone = "neutral", title, time, children }) => (
      <li key={key} className="group relative grid grid-cols-[1rem_1fr] gap-x-3 pb-5 last:pb-0">
        <span
          aria-hidden
          className="absolute top-4 bottom-0 left-[0.4375rem] w-px bg-line group-last:hidden"
        />
        <span
          aria-hidden
          className={cn("mt-1.5 size-2.5 justify-self-center rounded-full", SOLID_TONE[tone])}
        />
        <div className="min-w-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p className="text-sm font-medium">{title}</p>
            {time && <p className="tabular text-xs text-ink-subtle">{time}</p>}
          </div>
          {children && <div className="mt-1 text-sm text-ink-muted">{children}</div>}
        </div>
      </li>
    ))}
  </ol>
);
