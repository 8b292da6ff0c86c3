"use client";

import { useTranslations } from "next-intl";
import type { Control } from "react-hook-form";
import { LOCALE_NAMES, LOCALES } from "@/i18n/locales";
import { FormField } from "@/ui/forms/form-field";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import type { CreateWorkspaceInput } from "../schemas";
import { TimeZoneSelect } from "./time-zone-field";

const LANGUAGES = LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale] }));

interface WorkspaceFieldsProps {
  control: Control<CreateWorkspaceInput, unknown, CreateWorkspaceInput>;
  disabled?: boolean;
}

/** Name, zone and language: what a workspace is asked for, when it is made and later. */
export function WorkspaceFields({ control, disabled }: WorkspaceFieldsProps) {
  const t = useTranslations("workspaces.fields");
  return (
    <>
      <FormField control={control as never} name="name" label={t("name")} hint={t("nameHint")} required>
        {(field) => <Input autoComplete="organization" disabled={disabled} {...field} />}
      </FormField>
      <FormField
        control={control as never}
        name="timeZone"
        label={t("timeZone")}
        hint={t("timeZoneHint")}
        required
      >
        {({ onChange, ref: _ref, ...field }) => (
          <TimeZoneSelect disabled={disabled} {...field} onValueChange={onChange} />
        )}
      </FormField>
      <FormField control={control as never} name="locale" label={t("locale")} hint={t("localeHint")} required>
        {({ onChange, ref: _ref, ...field }) => (
          <Select options={LANGUAGES} disabled={disabled} {...field} onValueChange={onChange} />
        )}
      </FormField>
    </>
  );
}
