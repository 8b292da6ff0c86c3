"use client";

import { useMemo } from "react";
import { tagLinks } from "@/modules/campaigns/policy";
import { fillVariables, signatureFor, signedText } from "@/modules/snippets/policy";
import { api } from "@/trpc/client";
import { finishBody, finishText, sampleAddress } from "../policy";
import type { Finish } from "./composer-check";
import type { Draft } from "./composer-state";

/** How texts leave: signed, the workspace's variables filled, the campaign's parameters on their links. */
export function useFinish({ campaignId, signed }: Pick<Draft, "campaignId" | "signed">): Finish {
  const variables = api.snippets.list.useQuery({ kind: "variable" }, { retry: false }).data;
  const signatures = api.snippets.list.useQuery({ kind: "signature" }, { retry: false }).data;
  const campaign = api.campaigns.get.useQuery(
    { campaignId: campaignId ?? "campaign_" },
    { enabled: campaignId !== null, retry: false },
  ).data;
  return useMemo(() => {
    const values = Object.fromEntries((variables?.items ?? []).map(({ name, body }) => [name, body]));
    const fill = (text: string) => fillVariables(text, values);
    const kept = signatures?.items ?? [];
    return (text, { id, network, name }, of) => {
      const tag = (filled: string) =>
        campaign?.utm
          ? tagLinks(filled, campaign.utm, { network, channel: name, campaign: campaign.name })
          : filled;
      const sign = (written: string) => (signed ? signedText(written, signatureFor(id, kept)) : written);
      const finish = of === "post" ? finishBody : finishText;
      return finish(text, { sign, fill, tag, url: sampleAddress });
    };
  }, [variables, signatures, campaign, signed]);
}
