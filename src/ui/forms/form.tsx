"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { type FieldValues, FormProvider, type UseFormReturn, useFormState } from "react-hook-form";
import { cn } from "../cn";
import { Banner } from "../primitives/banner";
import { applyServerError, type ReasonMap } from "./apply-server-error";
import { useErrorMessage } from "./use-error-message";

export interface FormProps<In extends FieldValues, Out> extends Omit<ComponentProps<"form">, "onSubmit"> {
  form: UseFormReturn<In, unknown, Out>;
  /** Gets the parsed values; what it throws is shown on the field that it names, or above the form. */
  onSubmit: (values: Out) => unknown;
  reasons?: ReasonMap<In>;
  children: ReactNode;
}

/** A form: one submit, server answers back onto its fields, nothing lost when it fails. */
export function Form<In extends FieldValues, Out>({
  form,
  onSubmit,
  reasons,
  className,
  children,
  ...props
}: FormProps<In, Out>) {
  const message = useErrorMessage();
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      applyServerError(form, error, { message, reasons });
    }
  });
  return (
    <FormProvider {...form}>
      <form
        noValidate
        className={cn("grid gap-5", className)}
        onSubmit={(event) => {
          form.clearErrors("root.server");
          void submit(event);
        }}
        {...props}
      >
        <FormAlert />
        {children}
      </form>
    </FormProvider>
  );
}

/** A long form is sent at its foot; what is wrong with it as a whole is told at its head. */
const bringIntoSight = (box: HTMLElement | null): void => box?.scrollIntoView?.({ block: "nearest" });

function FormAlert() {
  const t = useTranslations("ui.form");
  const { errors } = useFormState();
  const message = errors.root?.server?.message;
  if (!message) return null;
  return (
    <div ref={bringIntoSight} className="scroll-mt-20">
      <Banner live tone="danger" title={t("failed")}>
        {message}
      </Banner>
    </div>
  );
}
