"use client";

import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Card } from "@/ui/primitives/card";
import type { Report } from "../schemas";

/** What production needs: what is there, and how to get what is missing. */
export function Checklist({ items }: { items: Report["checklist"] }) {
  const t = useTranslations("doctor.checklist");
  const format = useFormat();
  const done = items.filter((item) => item.done).length;
  return (
    <Section
      title={t("title")}
      description={t("description")}
      actions={
        <Badge>{t("progress", { done: format.number(done), total: format.number(items.length) })}</Badge>
      }
    >
      <Card>
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <li key={item.key} className="flex items-start gap-3 px-4 py-3 text-sm sm:px-5">
              {item.done ? (
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-ink" />
              ) : (
                <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />
              )}
              <div className="grid min-w-0 gap-0.5">
                <p>
                  <span className="font-medium">{t(`${item.key}.title`)}</span>
                  <span className="sr-only"> {item.done ? t("done") : t("missing")}</span>
                </p>
                {!item.done && <p className="break-words text-ink-muted">{t(`${item.key}.how`)}</p>}
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}
