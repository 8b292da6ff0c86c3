"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { type AssetDetail, editAssetInput } from "../schemas";

/** Name and describe a file of the library. */
export function AssetForm({ asset }: { asset: AssetDetail }) {
  const t = useTranslations();
  const cache = api.useUtils();
  const update = api.media.update.useMutation();
  const values = { altText: asset.altText, fileName: asset.fileName };
  const form = useSchemaForm({ schema: editAssetInput, defaultValues: values, values });
  const save = async (input: typeof values) => {
    await update.mutateAsync({ assetId: asset.id, ...input });
    await cache.media.invalidate();
    toast.success(t("media.detail.saved"), { id: "media-saved" });
  };
  return (
    <Form form={form} onSubmit={save}>
      <FormField
        control={form.control}
        name="altText"
        label={t("media.alt.label")}
        hint={t("media.detail.altHint")}
        optional
      >
        {(field) => <Textarea {...field} rows={3} />}
      </FormField>
      <FormField control={form.control} name="fileName" label={t("media.detail.name")}>
        {(field) => <Input {...field} autoComplete="off" spellCheck={false} />}
      </FormField>
      <div>
        <SubmitButton size="sm">{t("common.actions.save")}</SubmitButton>
      </div>
    </Form>
  );
}
