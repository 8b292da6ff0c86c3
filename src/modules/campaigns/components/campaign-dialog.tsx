"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { FormDialog } from "@/ui/forms/form-dialog";
import { FormField } from "@/ui/forms/form-field";
import { HueField } from "@/ui/forms/hue-field";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { hueOf } from "@/kernel/palette";
import { type CampaignView, createCampaignInput } from "../schemas";
import { CampaignUtm } from "./campaign-utm";

export interface CampaignDialogProps {
  /** Absent for a new one. */
  campaign?: CampaignView;
  onClose: () => void;
  onSaved?: (campaign: CampaignView) => void;
  /** Posts that are planned say what its links carry, and this person may not change what goes out. */
  linksLocked?: boolean;
}

/** Everything that is said of a campaign, in one form. */
export function CampaignDialog({ campaign, onClose, onSaved, linksLocked }: CampaignDialogProps) {
  const t = useTranslations();
  const cache = api.useUtils();
  const create = api.campaigns.create.useMutation();
  const update = api.campaigns.update.useMutation();
  const form = useSchemaForm({
    schema: createCampaignInput,
    mode: "onSubmit",
    defaultValues: {
      name: campaign?.name ?? "",
      color: hueOf(campaign?.color ?? "blue"),
      goal: campaign?.goal ?? null,
      startsOn: campaign?.startsOn ?? null,
      endsOn: campaign?.endsOn ?? null,
      utm: campaign?.utm ?? null,
    },
  });
  const save = async (values: ReturnType<typeof createCampaignInput.parse>) => {
    const saved = campaign
      ? await update.mutateAsync({ campaignId: campaign.id, ...values })
      : await create.mutateAsync(values);
    await Promise.all([cache.campaigns.invalidate(), cache.planning.swatches.invalidate()]);
    toast.success(t(campaign ? "campaigns.saved" : "campaigns.created", { name: saved.name }));
    onClose();
    onSaved?.(saved);
  };
  return (
    <FormDialog
      form={form}
      title={t(campaign ? "campaigns.edit" : "campaigns.new")}
      onSubmit={save}
      onClose={onClose}
    >
      <FormField control={form.control} name="name" label={t("campaigns.field.name")} required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <HueField control={form.control} name="color" label={t("campaigns.field.color")} />
      <div className="grid gap-5 sm:grid-cols-2">
        {(["startsOn", "endsOn"] as const).map((name) => (
          <FormField
            key={name}
            control={form.control}
            name={name}
            label={t(`campaigns.field.${name}`)}
            optional
          >
            {({ value, onChange, ...field }) => (
              <Input
                {...field}
                type="date"
                value={value ?? ""}
                onChange={(event) => onChange(event.target.value || null)}
              />
            )}
          </FormField>
        ))}
      </div>
      <FormField
        control={form.control}
        name="goal"
        label={t("campaigns.field.goal")}
        hint={t("campaigns.field.goalHint")}
        optional
      >
        {({ value, onChange, ...field }) => (
          <Textarea
            {...field}
            rows={2}
            value={value ?? ""}
            onChange={(event) => onChange(event.target.value || null)}
          />
        )}
      </FormField>
      <CampaignUtm control={form.control} locked={linksLocked} />
    </FormDialog>
  );
}
