"use client";

import { useTranslations } from "next-intl";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Input } from "@/ui/primitives/input";
import { placeDeliveryInput } from "../schemas";

export interface PlaceDialogProps {
  network: string;
  /** @throws what the server answers. */
  onPlace: (url: string) => Promise<void>;
  onClose: () => void;
}

const schema = placeDeliveryInput.pick({ url: true });

/** Ask for the address of what is out, so that the parts behind it can go under it. */
export function PlaceDialog({ network, onPlace, onClose }: PlaceDialogProps) {
  const t = useTranslations("publishing.faceAction");
  const form = useSchemaForm({ schema, defaultValues: { url: "" } });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("placeTitle", { network })} description={t("placeDescription")} size="sm">
        <Form
          form={form}
          onSubmit={async ({ url }) => {
            await onPlace(url);
            onClose();
          }}
        >
          <FormField control={form.control} name="url" label={t("placeUrl")}>
            {(field) => <Input type="url" inputMode="url" autoComplete="off" {...field} />}
          </FormField>
          <SubmitButton>{t("placeConfirm")}</SubmitButton>
        </Form>
      </DialogContent>
    </Dialog>
  );
}
