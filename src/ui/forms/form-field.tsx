"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  type Control,
  type ControllerRenderProps,
  type FieldPath,
  type FieldValues,
  useController,
} from "react-hook-form";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { Field, type FieldControlProps, type FieldProps } from "../primitives/field";
import { schemaMessage } from "./issue-message";

export interface FormFieldProps<T extends FieldValues, N extends FieldPath<T>>
  extends Omit<FieldProps, "error" | "children" | "id"> {
  control: Control<T, unknown, unknown>;
  name: N;
  /** Draw the control: spread `field` on what takes `value` and `onChange`; ids and errors are in it. */
  children: (field: ControllerRenderProps<T, N> & FieldControlProps) => ReactNode;
}

/** A field of a form, bound by name: label, hint, error and value together. */
export function FormField<T extends FieldValues, N extends FieldPath<T>>({
  control,
  name,
  children,
  ...props
}: FormFieldProps<T, N>) {
  const { field, error, errorWithin } = useFieldOf(control, name);
  return (
    <Field error={error ?? errorWithin} {...props}>
      {(wiring) => children({ ...field, ...wiring })}
    </Field>
  );
}

/** Value, change and translated error of a field, for controls that draw their own label. */
export function useFieldOf<T extends FieldValues, N extends FieldPath<T>>(
  control: Control<T, unknown, unknown>,
  name: N,
) {
  const t = useTranslations("errors") as unknown as LooseTranslator;
  const { field, fieldState } = useController({ control: control as Control<T>, name });
  const sayOf = (message: string | undefined) => (message ? schemaMessage(t, message) : undefined);
  const { error } = fieldState;
  return { field, error: sayOf(error?.message), errorWithin: sayOf(messageWithin(error)) };
}

/** The first message about anything in a value: of a list that one control shows, only its items may be wrong. */
function messageWithin(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { message } = error as { message?: unknown };
  if (typeof message === "string" && message !== "") return message;
  if (!Array.isArray(error)) return undefined;
  return error.map(messageWithin).find((found) => found !== undefined);
}
