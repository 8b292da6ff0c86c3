"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { type Definition, DefinitionList } from "@/ui/patterns/definition-list";
import { Card, CardContent } from "@/ui/primitives/card";
import type { CampaignView } from "../schemas";
import { CampaignProgressBar } from "./campaign-card";
import { CampaignDates } from "./campaign-dates";

/** How far a campaign is, what states its posts are in, when it runs and what it does to links. */
export function CampaignFacts({ campaign, zone }: { campaign: CampaignView; zone: string }) {
  const t = useTranslations("campaigns");
  const format = useFormat();
  const { posts, firstAt, lastAt, utm } = campaign;
  const items: Definition[] = [
    { key: "dates", term: t("facts.dates"), value: <CampaignDates campaign={campaign} /> },
    {
      key: "planned",
      term: t("facts.planned"),
      value:
        firstAt && lastAt
          ? t("dates.between", {
              from: format.instant(firstAt, zone, "slot"),
              to: format.instant(lastAt, zone, "slot"),
            })
          : null,
    },
    {
      key: "utm",
      term: t("facts.utm"),
      value: utm ? (
        <code className="break-all text-[0.8125rem]">
          {(["source", "medium", "campaign", "term", "content"] as const)
            .flatMap((name) => (utm[name] ? [`utm_${name}=${utm[name]}`] : []))
            .join(" ")}
        </code>
      ) : (
        t("utm.off")
      ),
    },
  ];
  return (
    <Card className="mb-8">
      <CardContent className="grid gap-4 lg:grid-cols-2 lg:gap-10">
        <div className="grid content-start gap-4">
          <CampaignProgressBar campaign={campaign} />
          {posts.length > 0 && (
            <ul aria-label={t("facts.states")} className="flex flex-wrap gap-x-4 gap-y-2">
              {posts.map(({ state, count }) => (
                <li key={state} className="inline-flex items-center gap-1.5 text-sm">
                  <PostStateBadge state={state} />
                  <span className="tabular text-ink-muted">{format.number(count)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
        <DefinitionList items={items} />
      </CardContent>
    </Card>
  );
}
