"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/i18n/format";
import { useFormat } from "@/i18n/use-format";
import { hourMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import type { Budget, BudgetInput, BudgetIssue } from "../schemas";

export interface BudgetNoticeProps extends Omit<BudgetInput, "at"> {
  /** Null while no instant is chosen. */
  at: Date | null;
}

/** What a person should know before planning: allowances that are nearly or more than used up, and what it costs. */
export function BudgetNotice({ channelIds, at, postId }: BudgetNoticeProps) {
  const instant = at ?? new Date(0);
  const enabled = at !== null && channelIds.length > 0;
  const { data } = api.health.budget.useQuery({ channelIds, at: instant, postId }, { enabled, retry: false });
  if (!enabled || !data) return null;
  const of = (severity: BudgetIssue["severity"]) =>
    data.issues.filter((issue) => issue.severity === severity);
  return (
    <div className="grid gap-2 empty:hidden">
      <BudgetIssues issues={of("error")} tone="danger" />
      <BudgetIssues issues={of("warning")} tone="warning" />
      <CostLine total={data.total} />
    </div>
  );
}

function BudgetIssues({ issues, tone }: { issues: readonly BudgetIssue[]; tone: "danger" | "warning" }) {
  const t = useTranslations("health.budget");
  const format = useFormat();
  const channels = api.channels.list.useQuery({}).data?.items ?? [];
  if (issues.length === 0) return null;
  const words = ({ code, channelId, details: { used, adding, limit, hours } }: BudgetIssue): string => {
    const channel = channels.find(({ id }) => id === channelId)?.name ?? "";
    const span = format.duration(hours * hourMs);
    return code === "quota_exceeded"
      ? t("exceeded", { channel, after: used + adding, limit, span })
      : t("near", { channel, used, limit, span });
  };
  const exceeded = tone === "danger";
  return (
    <Banner live={exceeded} tone={tone} title={t(exceeded ? "exceededTitle" : "nearTitle")}>
      <ul className="grid gap-0.5">
        {issues.map((issue) => (
          <li key={`${issue.channelId}:${issue.details.hours}`}>{words(issue)}</li>
        ))}
      </ul>
      {exceeded && <p className="mt-1">{t("exceededText")}</p>}
    </Banner>
  );
}

function CostLine({ total }: Pick<Budget, "total">) {
  const t = useTranslations("health.budget");
  const locale = useLocale();
  if (total.length === 0) return null;
  const sums = total.map((sum) => formatMoney(sum, { locale }));
  return (
    <p className="tabular text-sm text-ink-muted">
      {t("cost", { total: new Intl.ListFormat(locale, { type: "conjunction" }).format(sums) })}
    </p>
  );
}
