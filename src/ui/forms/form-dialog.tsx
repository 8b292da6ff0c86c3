"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useId } from "react";
import type { FieldValues } from "react-hook-form";
import { Button } from "../primitives/button";
import { Dialog, DialogContent } from "../primitives/dialog";
import { Form, type FormProps } from "./form";

interface FormDialogProps<In extends FieldValues, Out> extends Pick<FormProps<In, Out>, "form" | "onSubmit"> {
  title: ReactNode;
  size?: ComponentProps<typeof DialogContent>["size"];
  /** Pressed away, or given up. */
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog of its own, with Cancel and Save at its foot. */
export function FormDialog<In extends FieldValues, Out>({
  form,
  onSubmit,
  title,
  size,
  onClose,
  children,
}: FormDialogProps<In, Out>) {
  const t = useTranslations("common.actions");
  const id = useId();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size={size}
        title={title}
        footer={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" form={id} variant="primary" loading={form.formState.isSubmitting}>
              {t("save")}
            </Button>
          </>
        }
      >
        <Form form={form} id={id} onSubmit={onSubmit}>
          {children}
        </Form>
      </DialogContent>
    </Dialog>
  );
}
