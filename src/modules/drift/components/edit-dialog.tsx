"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Textarea } from "@/ui/primitives/textarea";
import { editOnNetworkInput } from "../schemas";

const words = z.object({ text: editOnNetworkInput.shape.text });

export interface EditDialogProps {
  network: string;
  /** What stands there now. */
  text: string;
  /** @throws what the server answers. */
  edit: (text: string) => Promise<void>;
  onClose: () => void;
}

/** Change the words of something that is out, on its network. */
export function EditDialog({ network, text, edit, onClose }: EditDialogProps) {
  const t = useTranslations("drift");
  const form = useSchemaForm({ schema: words, defaultValues: { text }, mode: "onSubmit" });
  const submit = async ({ text }: z.output<typeof words>) => {
    await edit(text);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("editTitle", { network })} description={t("editText", { network })}>
        <Form form={form} onSubmit={submit}>
          <FormField control={form.control} name="text" label={t("text")}>
            {(field) => <Textarea rows={8} {...field} />}
          </FormField>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t("cancel")}</Button>
            <SubmitButton>{t("save", { network })}</SubmitButton>
          </div>
        </Form>
      </DialogContent>
    </Dialog>
  );
}
