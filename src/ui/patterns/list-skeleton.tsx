import { useTranslations } from "next-intl";
import { cn } from "../cn";
import { Skeleton } from "../primitives/skeleton";

const WIDTHS = ["w-3/5", "w-2/5", "w-1/2", "w-2/3", "w-1/3"] as const;

interface SkeletonListProps {
  rows?: number;
  className?: string;
}

/** A list of rows that is loading. */
export function ListSkeleton({ rows = 5, className }: SkeletonListProps) {
  const t = useTranslations("ui");
  return (
    <div
      role="status"
      className={cn("divide-y divide-line rounded-lg border border-line bg-surface", className)}
    >
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-4 px-4 py-4">
          <Skeleton className="size-9 shrink-0 rounded-md" />
          <div className="grid grow gap-2">
            <Skeleton className={WIDTHS[row % WIDTHS.length]} />
            <Skeleton className={cn("h-3", WIDTHS[(row + 2) % WIDTHS.length])} />
          </div>
          <Skeleton className="h-6 w-20 shrink-0 rounded-full" />
        </div>
      ))}
    </div>
  );
}

/** A grid of cards or pictures that is loading. */
export function GridSkeleton({ rows = 8, className }: SkeletonListProps) {
  const t = useTranslations("ui");
  return (
    <div role="status" className={cn("grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-4", className)}>
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, cell) => (
        <Skeleton key={cell} className="aspect-square h-auto rounded-lg" />
      ))}
    </div>
  );
}
