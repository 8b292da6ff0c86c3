"use client";

import { useMemo } from "react";
import type { Id } from "@/kernel/ids";
import { tagLinks } from "@/modules/campaigns/policy";
import { fillVariables } from "@/modules/snippets/policy";
import { api } from "@/trpc/client";
import { finishText, sampleAddress } from "../policy";
import type { Finish } from "./composer-check";

/** How texts leave: the workspace's variables filled, the campaign's parameters on their links. */
export function useFinish(campaignId: Id<"campaign"> | null): Finish {
  const variables = api.snippets.list.useQuery({ kind: "variable" }, { retry: false }).data;
  const campaign = api.campaigns.get.useQuery(
    { campaignId: campaignId ?? "campaign_" },
    { enabled: campaignId !== null, retry: false },
  ).data;
  return useMemo(() => {
    const values = Object.fromEntries((variables?.items ?? []).map(({ name, body }) => [name, body]));
    const fill = (text: string) => fillVariables(text, values);
    return (text, { network, name }) => {
      const tag = (filled: string) =>
        campaign?.utm
          ? tagLinks(filled, campaign.utm, { network, channel: name, campaign: campaign.name })
          : filled;
      return finishText(text, { fill, tag, url: sampleAddress });
    };
  }, [variables, campaign]);
}
