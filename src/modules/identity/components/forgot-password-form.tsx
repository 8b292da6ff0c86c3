"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Banner } from "@/ui/primitives/banner";
import { Input } from "@/ui/primitives/input";
import { forgotPasswordInput } from "../schemas";
import { authCall } from "./auth-call";

/** Ask for the mail with the link. The answer is the same whether the account exists. */
export function ForgotPasswordForm() {
  const t = useTranslations("auth");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useSchemaForm({ schema: forgotPasswordInput, defaultValues: { email: "" } });
  if (sentTo)
    return (
      <Banner live tone="success" title={t("forgot.sentTitle")}>
        {t("forgot.sent", { email: sentTo })}
      </Banner>
    );
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await authCall("/request-password-reset", values);
        setSentTo(values.email);
      }}
    >
      <FormField control={form.control} name="email" label={t("fields.email")} required>
        {(field) => <Input type="email" autoComplete="email" inputMode="email" {...field} />}
      </FormField>
      <SubmitButton size="lg" block>
        {t("forgot.submit")}
      </SubmitButton>
    </Form>
  );
}
