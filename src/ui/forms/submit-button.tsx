"use client";

import { useFormState } from "react-hook-form";
import { Button, type ButtonProps } from "../primitives/button";

/** Submits the form that it stands in, and shows that it is at work. */
export function SubmitButton({ variant = "primary", ...props }: Omit<ButtonProps, "type" | "loading">) {
  const { isSubmitting } = useFormState();
  return <Button type="submit" variant={variant} loading={isSubmitting} {...props} />;
}
