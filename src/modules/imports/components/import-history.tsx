"use client";

import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { Section } from "@/ui/patterns/section";
import { TableSkeleton } from "@/ui/patterns/table-skeleton";
import { ButtonLink } from "@/ui/primitives/button-link";
import { LoadMore } from "@/ui/primitives/load-more";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/ui/primitives/table";
import type { ImportSummary } from "../schemas";
import { ImportStateBadge } from "./import-state";

const pageSize = 20;

/** What was imported before, and where it can be looked at and undone. */
export function ImportHistory({ base, zone }: { base: string; zone: string }) {
  const t = useTranslations("imports.history");
  const list = api.imports.list.useInfiniteQuery(
    { limit: pageSize },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t("title")}>
      {list.isPending ? (
        <TableSkeleton rows={3} />
      ) : list.isError ? (
        <QueryError query={list} />
      ) : items.length === 0 ? (
        <EmptyState icon={History} title={t("empty.title")} description={t("empty.description")} />
      ) : (
        <>
          <Table label={t("title")}>
            <TableHead>
              <TableRow>
                {(["file", "rows", "state", "when"] as const).map((column) => (
                  <TableHeader key={column}>{t(`columns.${column}`)}</TableHeader>
                ))}
                <TableHeader>
                  <span className="sr-only">{t("columns.actions")}</span>
                </TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {items.map((item) => (
                <HistoryRow key={item.id} item={item} base={base} zone={zone} />
              ))}
            </TableBody>
          </Table>
          {list.hasNextPage && (
            <LoadMore hasMore loading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
          )}
        </>
      )}
    </Section>
  );
}

function HistoryRow({ item, base, zone }: { item: ImportSummary; base: string; zone: string }) {
  const t = useTranslations("imports.history");
  const format = useFormat();
  const { id, fileName, acceptedCount, rowCount, state, createdAt, authorName } = item;
  return (
    <TableRow>
      <TableHeader scope="row" className="max-w-72 truncate py-3 text-ink">
        {fileName}
      </TableHeader>
      <TableCell className="tabular whitespace-nowrap">
        {t("accepted", { accepted: acceptedCount, rows: rowCount })}
      </TableCell>
      <TableCell>
        <ImportStateBadge state={state} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <time dateTime={createdAt.toISOString()}>{format.instant(createdAt, zone)}</time>
        {authorName && <span className="block text-ink-subtle text-xs">{t("by", { name: authorName })}</span>}
      </TableCell>
      <TableCell className="text-right">
        <ButtonLink size="sm" href={`${base}/import/${id}`}>
          {t(state === "preview" ? "resume" : "look")} <span className="sr-only">{fileName}</span>
        </ButtonLink>
      </TableCell>
    </TableRow>
  );
}
