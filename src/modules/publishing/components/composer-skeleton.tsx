import { useTranslations } from "next-intl";
import { Skeleton } from "@/ui/primitives/skeleton";

/** The composer's shape while channels and post are on their way. */
export function ComposerSkeleton() {
  const t = useTranslations("ui");
  return (
    <div role="status" aria-label={t("loading")} className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="grid content-start gap-5">
        <Skeleton className="h-8 w-48" />
        <div className="flex gap-2">
          <Skeleton className="h-10 w-28 rounded-full" />
          <Skeleton className="h-10 w-36 rounded-full" />
        </div>
        <Skeleton className="h-72 rounded-lg" />
      </div>
      <Skeleton className="hidden h-64 rounded-lg lg:block" />
    </div>
  );
}
