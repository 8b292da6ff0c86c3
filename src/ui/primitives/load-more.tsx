"use client";

import { useTranslations } from "next-intl";
import { Button } from "./button";

/** The next page of an endless list, on demand; says so when there is no more. */
export function LoadMore({
  hasMore,
  loading,
  onLoad,
}: {
  hasMore: boolean;
  loading: boolean;
  onLoad: () => void;
}) {
  const t = useTranslations("ui.pagination");
  return (
    <div className="flex justify-center py-3">
      {hasMore ? (
        <Button loading={loading} onClick={onLoad}>
          {t("loadMore")}
        </Button>
      ) : (
        <p className="text-sm text-ink-subtle">{t("loadedAll")}</p>
      )}
    </div>
  );
}
