"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { CampaignView } from "../schemas";

/** A day of the calendar has no zone: noon UTC is that day in UTC, whatever the reader's zone. */
const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** When a campaign runs, as far as it was said. */
export function CampaignDates({ campaign }: { campaign: Pick<CampaignView, "startsOn" | "endsOn"> }) {
  const t = useTranslations("campaigns.dates");
  const format = useFormat();
  const { startsOn, endsOn } = campaign;
  const day = (value: string) => format.instant(noonOf(value), "UTC", "date");
  if (startsOn && endsOn) return <>{t("between", { from: day(startsOn), to: day(endsOn) })}</>;
  if (startsOn) return <>{t("from", { from: day(startsOn) })}</>;
  if (endsOn) return <>{t("until", { to: day(endsOn) })}</>;
  return <>{t("open")}</>;
}
