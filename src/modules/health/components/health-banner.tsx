"use client";

import { useTranslations } from "next-intl";
import { minuteMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import type { HealthNotice } from "../schemas";

/** Tells of networks that do not answer at present, on every page, and goes away by itself. */
export function HealthBanner() {
  const health = api.health.current.useQuery(undefined, { refetchInterval: minuteMs, retry: false });
  const items = health.data?.items ?? [];
  return (
    <div role="status" className={items.length > 0 ? "grid gap-2 px-4 pt-4 sm:px-6 lg:px-8" : undefined}>
      {items.map((notice) => (
        <HealthLine key={`${notice.network}:${notice.server}:${notice.channelIds[0]}`} notice={notice} />
      ))}
    </div>
  );
}

function HealthLine({ notice }: { notice: HealthNotice }) {
  const t = useTranslations("health");
  const { networkName: network, server, waiting } = notice;
  return (
    <Banner
      tone={waiting > 0 ? "warning" : "info"}
      title={server ? t("titleServer", { network, server }) : t("title", { network })}
    >
      {t("waiting", { count: waiting })}
    </Banner>
  );
}
