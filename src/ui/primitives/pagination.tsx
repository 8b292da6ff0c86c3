import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { ButtonLink } from "./button-link";

export interface PaginationProps {
  page: number;
  /** Null on the first page. */
  previousHref: string | null;
  /** Null on the last page. */
  nextHref: string | null;
}

/** Previous and next, as links: a page has an address. */
export function Pagination({ page, previousHref, nextHref }: PaginationProps) {
  const t = useTranslations("ui.pagination");
  return (
    <nav aria-label={t("label")} className="flex items-center justify-center gap-4 text-sm">
      {previousHref ? (
        <ButtonLink href={previousHref} rel="prev">
          <ChevronLeft aria-hidden />
          <span className="max-sm:sr-only">{t("previous")}</span>
        </ButtonLink>
      ) : null}
      <span aria-current="page" className="tabular whitespace-nowrap text-ink-muted">
        {t("page", { page })}
      </span>
      {nextHref ? (
        <ButtonLink href={nextHref} rel="next">
          <span className="max-sm:sr-only">{t("next")}</span>
          <ChevronRight aria-hidden />
        </ButtonLink>
      ) : null}
    </nav>
  );
}
