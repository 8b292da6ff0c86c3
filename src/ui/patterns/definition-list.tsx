import type { ReactNode } from "react";
import { cn } from "../cn";
import { KnownValue } from "./known-value";

export interface Definition {
  term: ReactNode;
  /** Null when it is not known. */
  value: ReactNode | null;
  key: string;
}

/** Names and values, one pair a row. */
export const DefinitionList = ({
  items,
  className,
}: {
  items: readonly Definition[];
  className?: string;
}) => (
  <dl className={cn("divide-y divide-line text-sm", className)}>
    {items.map(({ key, term, value }) => (
      <div key={key} className="grid gap-x-6 gap-y-0.5 py-2.5 sm:grid-cols-[minmax(8rem,14rem)_1fr]">
        <dt className="text-ink-muted">{term}</dt>
        <dd className="min-w-0 break-words">
          <KnownValue value={value} />
        </dd>
      </div>
    ))}
  </dl>
);
