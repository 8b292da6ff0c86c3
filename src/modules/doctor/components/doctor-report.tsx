"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Section } from "@/ui/patterns/section";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import type { Report } from "../schemas";
import { Checklist } from "./checklist";
import { ProbeCard } from "./probe-card";

/** The doctor page: how the product stands, as measured when asked. */
export function DoctorReport({ zone }: { zone: string }) {
  const t = useTranslations("doctor");
  const report = api.doctor.report.useQuery(undefined, { retry: false });
  const again = () => void report.refetch();
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button onClick={again} loading={report.isFetching}>
            <RotateCw aria-hidden />
            {t("again")}
          </Button>
        }
      />
      {report.isPending && <ListSkeleton rows={6} />}
      {report.isError && <QueryError query={report} />}
      {report.isSuccess && <Findings report={report.data} zone={zone} />}
    </>
  );
}

function Findings({ report, zone }: { report: Report; zone: string }) {
  const t = useTranslations("doctor");
  const format = useFormat();
  const count = report.probes.filter(({ status }) => status === "warning" || status === "failed").length;
  const failing = report.probes.some(({ status }) => status === "failed");
  return (
    <>
      <div role="status" className="mb-8">
        <Banner
          tone={count === 0 ? "success" : failing ? "danger" : "warning"}
          title={count === 0 ? t("summary.ok") : t("summary.attention", { count })}
        >
          {t(report.embedded ? "summary.embedded" : "summary.hosted")}
          <br />
          {t("checkedAt", { when: format.instant(report.checkedAt, zone), runtime: report.runtime })}
        </Banner>
      </div>
      <Section title={t("services")}>
        <ul className="grid gap-3 lg:grid-cols-2">
          {report.probes.map((probe) => (
            <li key={probe.key} className="grid">
              <ProbeCard probe={probe} zone={zone} />
            </li>
          ))}
        </ul>
      </Section>
      <Checklist items={report.checklist} />
    </>
  );
}
