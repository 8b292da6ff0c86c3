"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { Input } from "@/ui/primitives/input";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { Select } from "@/ui/primitives/select";
import {
  type CreatedShare,
  type CreateShareInput,
  createShareInput,
  SHARE_KINDS,
  type ShareFilters,
} from "../schemas";
import { ShareScope } from "./share-scope";

const LIFETIMES = ["7", "30", "90", "365", "never"] as const;

export interface ShareFormProps {
  channelIds: readonly Id<"channel">[];
  campaignIds: readonly Id<"campaign">[];
  onCreated: (share: CreatedShare) => void;
  onCancel: () => void;
}

/** A new link: which kind, how much of the plan, for how long. */
export function ShareForm({ channelIds, campaignIds, onCreated, onCancel }: ShareFormProps) {
  const t = useTranslations("sharing.form");
  const kinds = useTranslations("sharing");
  const cache = api.useUtils();
  const create = api.sharing.create.useMutation({ onSuccess: () => cache.sharing.list.invalidate() });
  const [missing, setMissing] = useState(false);
  const form = useSchemaForm({
    schema: createShareInput,
    defaultValues: {
      kind: "calendar",
      name: "",
      filters: {
        ...(channelIds.length > 0 && { channelIds: [...channelIds] }),
        ...(campaignIds.length > 0 && { campaignIds: [...campaignIds] }),
      },
      lifetimeDays: 90,
    } satisfies CreateShareInput,
  });
  const submit = async (values: CreateShareInput) => {
    const { channelIds: channels, campaignIds: campaigns } = values.filters;
    const incomplete = channels?.length === 0 || campaigns?.length === 0;
    setMissing(incomplete);
    if (!incomplete) onCreated(await create.mutateAsync(values));
  };
  return (
    <Form form={form} onSubmit={submit}>
      <FormField control={form.control} name="kind" label={t("kind")}>
        {({ value, onChange, ref: _ref, onBlur: _onBlur, ...field }) => (
          <RadioGroup aria-label={t("kind")} value={value} onValueChange={onChange} {...field}>
            {SHARE_KINDS.map((kind) => (
              <RadioOption
                key={kind}
                value={kind}
                label={kinds(`kind.${kind}`)}
                hint={kinds(`kindHint.${kind}`)}
              />
            ))}
          </RadioGroup>
        )}
      </FormField>
      <FormField control={form.control} name="name" label={t("name")} hint={t("nameHint")} required>
        {(field) => <Input autoComplete="off" {...field} />}
      </FormField>
      <FormField control={form.control} name="filters" label={t("channels")} labelHidden>
        {({ value, onChange }) => (
          <ShareScope filters={value as ShareFilters} onFilters={onChange} missing={missing} />
        )}
      </FormField>
      <FormField control={form.control} name="lifetimeDays" label={t("lifetime")}>
        {({ value, onChange, ref: _ref, ...field }) => (
          <Select
            {...field}
            value={value === null ? "never" : String(value)}
            onValueChange={(choice) => onChange(choice === "never" ? null : Number(choice))}
            options={LIFETIMES.map((choice) => ({ value: choice, label: t(`lifetimes.${choice}`) }))}
          />
        )}
      </FormField>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t("submit")}</SubmitButton>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </Form>
  );
}
