"use client";

import { type ReactNode, useId } from "react";
import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { HuePicker } from "../primitives/hue-picker";
import { FormField } from "./form-field";

interface HueFieldProps<T extends FieldValues> {
  control: Control<T, unknown, unknown>;
  name: FieldPath<T>;
  label: ReactNode;
}

/** A colour of the palette, as a field of a form. */
export function HueField<T extends FieldValues>({ control, name, label }: HueFieldProps<T>) {
  const id = useId();
  return (
    <FormField control={control} name={name} label={label} labelId={id}>
      {({ value, onChange }) => (
        <HuePicker aria-labelledby={id} value={value ?? "blue"} onChange={onChange} />
      )}
    </FormField>
  );
}
