"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { api } from "@/trpc/client";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import type { ShareFilters } from "../schemas";

export interface ShareScopeProps {
  filters: ShareFilters;
  onFilters: (filters: ShareFilters) => void;
  /** A filter was chosen, but nothing in it. */
  missing: boolean;
}

/** How much of the plan a link shows: everything, or these channels and campaigns. */
export function ShareScope({ filters, onFilters, missing }: ShareScopeProps) {
  const t = useTranslations("sharing.form");
  const channels = api.channels.list.useQuery({});
  const campaigns = api.campaigns.list.useQuery({});
  return (
    <div className="grid gap-5">
      <ScopeChoice
        legend={t("channels")}
        all={t("allChannels")}
        some={t("someChannels")}
        problem={missing && filters.channelIds?.length === 0 ? t("chooseChannel") : null}
        options={channels.data?.items ?? []}
        chosen={filters.channelIds}
        onChosen={(channelIds) => onFilters({ ...filters, channelIds })}
      />
      <ScopeChoice
        legend={t("campaigns")}
        all={t("allCampaigns")}
        some={t("someCampaigns")}
        problem={missing && filters.campaignIds?.length === 0 ? t("chooseCampaign") : null}
        options={campaigns.data?.items ?? []}
        chosen={filters.campaignIds}
        onChosen={(campaignIds) => onFilters({ ...filters, campaignIds })}
      />
    </div>
  );
}

interface ScopeChoiceProps<T extends string> {
  legend: string;
  all: string;
  some: string;
  problem: string | null;
  options: readonly { id: T; name: string }[];
  chosen: T[] | undefined;
  onChosen: (chosen: T[] | undefined) => void;
}

function ScopeChoice<T extends string>(props: ScopeChoiceProps<T>) {
  const { legend, all, some, problem, options, chosen, onChosen } = props;
  const id = useId();
  if (options.length === 0) return null;
  const toggle = (option: T, on: boolean): void =>
    onChosen(
      options.map((each) => each.id).filter((each) => (each === option ? on : chosen?.includes(each))),
    );
  return (
    <fieldset className="grid gap-2" aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <RadioGroup
        aria-label={legend}
        value={chosen ? "some" : "all"}
        onValueChange={(value) => onChosen(value === "some" ? [] : undefined)}
      >
        <RadioOption value="all" label={all} />
        <RadioOption value="some" label={some} />
      </RadioGroup>
      {chosen && (
        <div className="ml-8 grid max-h-56 gap-3 overflow-y-auto py-2">
          {options.map((option) => (
            <CheckboxField
              key={option.id}
              label={option.name}
              checked={chosen.includes(option.id)}
              onCheckedChange={(on) => toggle(option.id, on === true)}
            />
          ))}
        </div>
      )}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-[0.8125rem] text-danger-ink">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
