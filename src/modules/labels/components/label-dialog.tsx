"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { hueOf } from "@/kernel/palette";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { HuePicker } from "@/ui/primitives/hue-picker";
import { Input } from "@/ui/primitives/input";
import { toast } from "@/ui/primitives/toast";
import { type CreateLabelInput, createLabelInput, type LabelView } from "../schemas";

/** Name and colour of a label; a new one when none is given. */
export function LabelDialog({ label, onClose }: { label?: LabelView; onClose: () => void }) {
  const t = useTranslations();
  const [formId, colorId] = [useId(), useId()];
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
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size="sm"
        title={t(label ? "labels.edit" : "labels.new")}
        footer={
          <>
            <Button onClick={onClose}>{t("common.actions.cancel")}</Button>
            <Button type="submit" form={formId} variant="primary" loading={form.formState.isSubmitting}>
              {t("common.actions.save")}
            </Button>
          </>
        }
      >
        <Form form={form} id={formId} onSubmit={save}>
          <FormField control={form.control} name="name" label={t("labels.name")} required>
            {(field) => <Input {...field} maxLength={40} autoComplete="off" />}
          </FormField>
          <FormField control={form.control} name="color" label={t("labels.color")} labelId={colorId}>
            {({ value, onChange }) => (
              <HuePicker aria-labelledby={colorId} value={value ?? "blue"} onChange={onChange} />
            )}
          </FormField>
        </Form>
      </DialogContent>
    </Dialog>
  );
}
