import { useTranslations } from "next-intl";
import { Skeleton } from "../primitives/skeleton";

/** A table that is loading. */
export function TableSkeleton({ rows = 6, columns = 4 }: { rows?: number; columns?: number }) {
  const t = useTranslations("ui");
  return (
    <div role="status" className="overflow-hidden rounded-lg border border-line bg-surface">
      <span className="sr-only">{t("loading")}</span>
      <div className="h-10 border-b border-line bg-canvas" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex gap-6 border-b border-line px-4 py-4 last:border-b-0">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={column === 0 ? "grow-2 basis-0" : "grow basis-0"} />
          ))}
        </div>
      ))}
    </div>
  );
}
