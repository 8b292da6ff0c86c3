"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormState } from "react-hook-form";
import type { LooseTranslator } from "@/i18n/loose-translator";
import type { Id } from "@/kernel/ids";
import { TemplateTags } from "@/modules/series/components/template-tags";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { schemaMessage } from "@/ui/forms/issue-message";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Field } from "@/ui/primitives/field";
import { IconButton } from "@/ui/primitives/icon-button";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import { toast } from "@/ui/primitives/toast";
import { createEvergreenInput, type EvergreenView, evergreenTemplate, variationsMax } from "../schemas";

export interface ItemDialogProps {
  collectionId: Id<"collection">;
  /** Null: a new one. */
  item: EvergreenView | null;
  open: boolean;
  onClose: () => void;
}

/** Write an item in several texts. */
export function ItemDialog({ collectionId, item, open, onClose }: ItemDialogProps) {
  const t = useTranslations("evergreen.item");
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent size="lg" title={t(item ? "editTitle" : "createTitle")} description={t("description")}>
        <ItemForm collectionId={collectionId} item={item} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function ItemForm({ collectionId, item, onClose }: Omit<ItemDialogProps, "open">) {
  const t = useTranslations("evergreen.item");
  const cache = api.useUtils();
  const onSuccess = async () => {
    await cache.evergreen.invalidate();
    toast.success(t("saved"));
    onClose();
  };
  const create = api.evergreen.create.useMutation({ onSuccess });
  const update = api.evergreen.update.useMutation({ onSuccess });
  const form = useSchemaForm({
    schema: createEvergreenInput,
    defaultValues: {
      collectionId,
      template: item?.template ?? evergreenTemplate.parse({}),
      variations: item?.variations ?? [""],
      usesMax: item?.usesMax ?? null,
    },
    mode: "onSubmit",
  });
  const { field: tags } = useFieldOf(form.control, "template.tags");
  const files = item?.mediaCount ?? 0;
  return (
    <Form
      form={form}
      onSubmit={({ collectionId: _of, ...words }) =>
        item
          ? update.mutateAsync({ ...words, evergreenId: item.id })
          : create.mutateAsync({ ...words, collectionId })
      }
    >
      <Variations control={form.control} />
      {files > 0 && <p className="text-sm text-ink-muted">{t("files", { count: files })}</p>}
      <TemplateTags tags={tags.value ?? []} onChange={tags.onChange} />
      <FormField
        control={form.control}
        name="usesMax"
        label={t("usesMax")}
        hint={t("usesMaxHint")}
        className="max-w-60"
      >
        {({ value, onChange, ...field }) => (
          <Input
            {...field}
            type="number"
            inputMode="numeric"
            min={1}
            value={value ?? ""}
            onChange={({ target }) => onChange(target.value === "" ? null : target.valueAsNumber)}
          />
        )}
      </FormField>
      <SubmitButton>{t(item ? "save" : "create")}</SubmitButton>
    </Form>
  );
}

type ItemControl = ReturnType<
  typeof useSchemaForm<(typeof createEvergreenInput)["_input"], (typeof createEvergreenInput)["_output"]>
>["control"];

function Variations({ control }: { control: ItemControl }) {
  const t = useTranslations("evergreen.item");
  const message = useTranslations("errors") as unknown as LooseTranslator;
  const { field, error } = useFieldOf(control, "variations");
  const { errors } = useFormState({ control });
  const texts = field.value;
  // A text has no identity but its place: the name of its field.
  const rows = texts.map((text, index) => {
    const problem = errors.variations?.[index]?.message;
    return {
      ...{ index, text, name: `variations.${index}` },
      error: problem === undefined ? undefined : schemaMessage(message, problem),
    };
  });
  const write = (index: number, text: string) => field.onChange(texts.with(index, text));
  return (
    <div className="grid gap-4">
      {rows.map(({ index, name, text, error: problem }) => (
        <div key={name} className="flex items-start gap-2">
          <Field label={t("text", { number: index + 1 })} error={problem} className="grow">
            {(wiring) => (
              <Textarea
                rows={3}
                dir="auto"
                value={text}
                onChange={({ target }) => write(index, target.value)}
                {...wiring}
              />
            )}
          </Field>
          {texts.length > 1 && (
            <IconButton
              className="mt-6"
              label={t("removeText", { number: index + 1 })}
              onClick={() => field.onChange(texts.filter((_text, other) => other !== index))}
            >
              <X aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {error && (
        <p role="alert" className="text-[0.8125rem] text-danger-ink">
          {error}
        </p>
      )}
      {texts.length < variationsMax && (
        <Button size="sm" className="justify-self-start" onClick={() => field.onChange([...texts, ""])}>
          <Plus aria-hidden />
          {t("addText")}
        </Button>
      )}
    </div>
  );
}
