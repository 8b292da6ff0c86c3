"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import type { LooseTranslator } from "@/i18n/loose-translator";
import { issueMessage } from "./issue-message";

export interface SchemaFormOptions<In extends FieldValues, Out> {
  /** The schema that the procedure parses its input with: one rule for both. */
  schema: z.ZodType<Out, In>;
  defaultValues: DefaultValues<In>;
  /** Values that replace the form's when they change, such as a row that was reloaded. */
  values?: In;
  /**
   * When a field first says what is wrong: on leaving it, or on submit. The latter where a button follows the form:
   * a message that appears on blur would move the button away from under the click.
   */
  mode?: "onTouched" | "onSubmit";
}

/** A form bound to a shared schema, whose issues are told in the reader's language. */
export function useSchemaForm<In extends FieldValues, Out>({
  schema,
  defaultValues,
  values,
  mode = "onTouched",
}: SchemaFormOptions<In, Out>): UseFormReturn<In, unknown, Out> {
  const t = useTranslations("errors") as unknown as LooseTranslator;
  const resolver = useMemo(
    () => zodResolver(schema, { error: (issue) => issueMessage(t, issue) }),
    [schema, t],
  );
  return useForm<In, unknown, Out>({ resolver, defaultValues, values, mode });
}
