"use client";

import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../primitives/button";
import { EmptyState } from "./empty-state";

/** There are things here, but none that the filters let through. */
export function NoResults({ description, onClear }: { description?: ReactNode; onClear?: () => void }) {
  const t = useTranslations("ui");
  return (
    <EmptyState
      icon={SearchX}
      title={t("noResults.title")}
      description={description ?? t("noResults.description")}
      action={onClear && <Button onClick={onClear}>{t("filter.clear")}</Button>}
    />
  );
}
