"use client";

import { useTranslations } from "next-intl";
import { type Id, isId } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Field } from "@/ui/primitives/field";
import { HueDot } from "@/ui/primitives/hue-chip";
import { Select } from "@/ui/primitives/select";

const none = "none";

interface CampaignFieldProps {
  value: Id<"campaign"> | null;
  disabled: boolean;
  onChange: (campaignId: Id<"campaign"> | null) => void;
  className?: string;
}

/** Choose the campaign of a post among those that run, or none. */
export function CampaignField({ value, disabled, onChange, className }: CampaignFieldProps) {
  const t = useTranslations("publishing.organise");
  const campaigns = api.campaigns.list.useQuery({ state: "active" });
  const known = campaigns.data?.items ?? [];
  // One that was archived is not in the list, and still the post's.
  const away = api.campaigns.get.useQuery(
    { campaignId: value ?? "campaign_" },
    { enabled: value !== null && campaigns.isSuccess && !known.some(({ id }) => id === value) },
  );
  const options = [...known, ...(value && away.data ? [away.data] : [])];
  return (
    <Field label={t("campaign")} className={className}>
      {(control) => (
        <Select
          {...control}
          className="w-full"
          disabled={disabled}
          value={value ?? none}
          onValueChange={(next) => onChange(isId("campaign", next) ? next : null)}
          options={[
            { value: none, label: t("noCampaign") },
            ...options.map(({ id, name, color }) => ({
              value: id,
              label: (
                <span className="inline-flex min-w-0 items-center gap-2">
                  <HueDot hue={color} />
                  <span className="truncate">{name}</span>
                </span>
              ),
            })),
          ]}
        />
      )}
    </Field>
  );
}
