"use client";

import { useTranslations } from "next-intl";
import { LabelPicker } from "@/modules/labels/components/label-picker";
import { CampaignField } from "./campaign-field";
import { useComposer } from "./composer-context";

/** Where a post belongs: its campaign, whose links may be tagged, and its labels. */
export function ComposerOrganise() {
  const t = useTranslations("publishing.organise");
  const { draft, dispatch, readOnly } = useComposer();
  return (
    <div className="flex flex-wrap items-start gap-4">
      <CampaignField
        className="w-full min-w-0 sm:w-64"
        value={draft.campaignId}
        disabled={readOnly}
        onChange={(campaignId) => dispatch({ type: "campaign", campaignId })}
      />
      <div className="grid min-w-0 grow basis-64 gap-1.5">
        <p className="font-medium text-sm">{t("labels")}</p>
        <LabelPicker
          value={draft.labelIds}
          disabled={readOnly}
          onChange={(labelIds) => dispatch({ type: "labels", labelIds })}
        />
      </div>
    </div>
  );
}
