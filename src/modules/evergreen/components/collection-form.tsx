"use client";

import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { TemplateChannels } from "@/modules/series/components/template-channels";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Input } from "@/ui/primitives/input";
import {
  type CollectionView,
  cooldownDaysMax,
  createCollectionInput,
  horizonDaysMax,
  weeklyCapMax,
} from "../schemas";

export interface CollectionDialogProps {
  /** Null: a new one. */
  collection: CollectionView | null;
  open: boolean;
  onClose: () => void;
  onSaved: (id: Id<"collection">) => void;
}

/** Make a collection, or change how it fills. */
export function CollectionDialog({ collection, open, onClose, onSaved }: CollectionDialogProps) {
  const t = useTranslations("evergreen.form");
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={t(collection ? "editTitle" : "createTitle")} description={t("description")}>
        <CollectionForm collection={collection} onSaved={onSaved} />
      </DialogContent>
    </Dialog>
  );
}

const fresh = { name: "", channelIds: [], cooldownDays: 30, weeklyCap: 3, horizonDays: 7 };

function CollectionForm({ collection, onSaved }: Pick<CollectionDialogProps, "collection" | "onSaved">) {
  const t = useTranslations("evergreen.form");
  const cache = api.useUtils();
  const onSuccess = async ({ id }: { id: Id<"collection"> }) => {
    await cache.evergreen.invalidate();
    onSaved(id);
  };
  const create = api.evergreen.createCollection.useMutation({ onSuccess });
  const update = api.evergreen.updateCollection.useMutation({ onSuccess });
  const form = useSchemaForm({
    schema: createCollectionInput,
    defaultValues: collection ?? fresh,
    mode: "onSubmit",
  });
  const { field, error } = useFieldOf(form.control, "channelIds");
  return (
    <Form
      form={form}
      onSubmit={(values) =>
        collection
          ? update.mutateAsync({ ...values, collectionId: collection.id })
          : create.mutateAsync(values)
      }
    >
      <FormField control={form.control} name="name" label={t("name")} required>
        {(control) => <Input autoComplete="off" {...control} />}
      </FormField>
      <TemplateChannels
        label={t("channels")}
        hint={t("channelsHint")}
        chosen={field.value as Id<"channel">[]}
        error={error}
        onChange={field.onChange}
      />
      <NumberField control={form.control} name="weeklyCap" label={t("weeklyCap")} max={weeklyCapMax} />
      <NumberField control={form.control} name="horizonDays" label={t("horizonDays")} max={horizonDaysMax} />
      <NumberField
        control={form.control}
        name="cooldownDays"
        label={t("cooldownDays")}
        hint={t("cooldownHint")}
        max={cooldownDaysMax}
      />
      <SubmitButton>{t(collection ? "save" : "create")}</SubmitButton>
    </Form>
  );
}

type CollectionControl = ReturnType<
  typeof useSchemaForm<(typeof createCollectionInput)["_input"], (typeof createCollectionInput)["_output"]>
>["control"];

interface NumberFieldProps {
  control: CollectionControl;
  name: "weeklyCap" | "horizonDays" | "cooldownDays";
  label: string;
  hint?: string;
  max: number;
}

function NumberField({ control, name, label, hint, max }: NumberFieldProps) {
  return (
    <FormField control={control} name={name} label={label} hint={hint}>
      {({ value, onChange, ...field }) => (
        <Input
          {...field}
          type="number"
          className="max-w-28"
          inputMode="numeric"
          min={1}
          max={max}
          value={Number.isNaN(value) ? "" : (value ?? "")}
          onChange={({ target }) => onChange(target.valueAsNumber)}
        />
      )}
    </FormField>
  );
}
