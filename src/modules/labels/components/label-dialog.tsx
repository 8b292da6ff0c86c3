"use client";

import { useTranslations } from "next-intl";
import { hueOf } from "@/kernel/palette";
import { api } from "@/trpc/client";
import { FormDialog } from "@/ui/forms/form-dialog";
import { FormField } from "@/ui/forms/form-field";
import { HueField } from "@/ui/forms/hue-field";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { toast } from "@/ui/primitives/toast";
import { type CreateLabelInput, createLabelInput, type LabelView } from "../schemas";

/** Name and colour of a label; a new one when none is given. */
export function LabelDialog({ label, onClose }: { label?: LabelView; onClose: () => void }) {
  const t = useTranslations();
  const cache = api.useUtils();
  const create = api.labels.create.useMutation();
  const update = api.labels.update.useMutation();
  const form = useSchemaForm({
    schema: createLabelInput,
    mode: "onSubmit",
    defaultValues: { name: label?.name ?? "", color: hueOf(label?.color ?? "blue") },
  });
  const save = async (values: CreateLabelInput) => {
    await (label ? update.mutateAsync({ labelId: label.id, ...values }) : create.mutateAsync(values));
    await Promise.all([cache.labels.invalidate(), cache.planning.invalidate()]);
    toast.success(t("labels.saved", { name: values.name }));
    onClose();
  };
  return (
    <FormDialog
      form={form}
      size="sm"
      title={t(label ? "labels.edit" : "labels.new")}
      onSubmit={save}
      onClose={onClose}
    >
      <FormField control={form.control} name="name" label={t("labels.name")} required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <HueField control={form.control} name="color" label={t("labels.color")} />
    </FormDialog>
  );
}
