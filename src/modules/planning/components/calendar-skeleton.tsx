import { useTranslations } from "next-intl";
import { Skeleton } from "@/ui/primitives/skeleton";

const cells = 35;

/** A calendar that is loading: a grid on a wide screen, rows on a narrow one. */
export function CalendarSkeleton() {
  const t = useTranslations("ui");
  return (
    <div role="status" className="overflow-hidden rounded-lg border border-line bg-surface">
      <span className="sr-only">{t("loading")}</span>
      <div className="grid grid-cols-1 gap-px bg-line sm:grid-cols-7">
        {Array.from({ length: cells }, (_, cell) => (
          <div
            key={cell}
            className="grid h-16 content-start gap-2 bg-surface p-2 max-sm:nth-[n+7]:hidden sm:h-28"
          >
            <Skeleton className="h-3 w-6" />
            {cell % 3 === 0 && <Skeleton className="w-full" />}
          </div>
        ))}
      </div>
    </div>
  );
}
