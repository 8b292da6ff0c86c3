"use client";

import { CalendarRange, Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Link } from "@/ui/primitives/link";
import { Progress } from "@/ui/primitives/progress";
import { progressOf } from "../policy";
import type { CampaignView } from "../schemas";
import { CampaignDates } from "./campaign-dates";

/** A campaign among others: when it runs, and how far it is. */
export function CampaignCard({ campaign, base }: { campaign: CampaignView; base: string }) {
  const t = useTranslations("campaigns");
  const { name, color, goal, utm } = campaign;
  return (
    <li className="relative grid content-start gap-3 rounded-lg border border-line bg-surface px-5 py-4 shadow-xs transition-shadow focus-within:shadow-md hover:shadow-md">
      <h2 className="flex min-w-0 items-center gap-2.5 font-semibold">
        <HueDot hue={color} className="size-3" />
        <Link
          href={`${base}/campaigns/${campaign.id}`}
          tone="quiet"
          className="min-w-0 truncate after:absolute after:inset-0 after:rounded-lg"
        >
          {name}
        </Link>
      </h2>
      {goal && <p className="line-clamp-2 break-words text-sm text-ink-muted">{goal}</p>}
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-subtle">
        <span className="inline-flex items-center gap-1.5">
          <CalendarRange aria-hidden className="size-3.5" />
          <CampaignDates campaign={campaign} />
        </span>
        {utm && (
          <span className="inline-flex items-center gap-1.5">
            <Link2 aria-hidden className="size-3.5" />
            {t("utm.on")}
          </span>
        )}
      </p>
      <CampaignProgressBar campaign={campaign} />
    </li>
  );
}

/** How many of a campaign's posts are out, as a bar and in words. */
export function CampaignProgressBar({ campaign }: { campaign: CampaignView }) {
  const t = useTranslations("campaigns");
  const { total, done, ratio } = progressOf(campaign.posts);
  return (
    <div className="mt-auto grid gap-1.5">
      <Progress label={t("progress.label", { name: campaign.name })} ratio={ratio ?? 0} />
      <p className="tabular text-xs text-ink-muted">{t("progress.words", { done, total })}</p>
    </div>
  );
}
