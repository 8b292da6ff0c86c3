"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";
import { PasswordInput } from "@/ui/primitives/password-input";
import { passwordMin, resetPasswordInput } from "../schemas";
import { authCall } from "./auth-call";

/** The new password, by the token of the mail. */
export function ResetPasswordForm({ token }: { token: string }) {
  const t = useTranslations("auth");
  const [done, setDone] = useState(false);
  const form = useSchemaForm({ schema: resetPasswordInput, defaultValues: { newPassword: "" } });
  if (done)
    return (
      <Banner
        live
        tone="success"
        title={t("reset.doneTitle")}
        actions={<ButtonLink href="/sign-in">{t("signIn.submit")}</ButtonLink>}
      >
        {t("reset.done")}
      </Banner>
    );
  return (
    <Form
      form={form}
      reasons={{ "auth.password_length": "newPassword" }}
      onSubmit={async (values) => {
        await authCall("/reset-password", { ...values, token });
        setDone(true);
      }}
    >
      <FormField
        control={form.control}
        name="newPassword"
        label={t("fields.newPassword")}
        hint={t("fields.passwordHint", { count: passwordMin })}
        required
      >
        {(field) => <PasswordInput autoComplete="new-password" {...field} />}
      </FormField>
      <SubmitButton size="lg" block>
        {t("reset.submit")}
      </SubmitButton>
    </Form>
  );
}
