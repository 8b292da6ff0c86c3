"use client";

import { useLocale, useTranslations } from "next-intl";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { PasswordInput } from "@/ui/primitives/password-input";
import { passwordMin, signUpInput } from "../schemas";
import { authCall } from "./auth-call";
import { enter } from "./enter";

interface SignUpFormProps {
  next: string | null;
  /** The address that an invitation is for. */
  email?: string;
}

/** Name, address, password: the whole of signing up. */
export function SignUpForm({ next, email = "" }: SignUpFormProps) {
  const t = useTranslations("auth");
  const locale = useLocale();
  const form = useSchemaForm({
    schema: signUpInput,
    defaultValues: { name: "", email, password: "" },
    mode: "onSubmit",
  });
  return (
    <Form
      form={form}
      reasons={{ "auth.address_taken": "email", "auth.password_length": "password" }}
      onSubmit={async (values) => {
        await authCall("/sign-up/email", { ...values, locale, callbackURL: "/email-confirmed" });
        await enter(next);
      }}
    >
      <FormField control={form.control} name="name" label={t("fields.name")} required>
        {(field) => <Input autoComplete="name" {...field} />}
      </FormField>
      <FormField control={form.control} name="email" label={t("fields.email")} required>
        {(field) => <Input type="email" autoComplete="email" inputMode="email" {...field} />}
      </FormField>
      <FormField
        control={form.control}
        name="password"
        label={t("fields.password")}
        hint={t("fields.passwordHint", { count: passwordMin })}
        required
      >
        {(field) => <PasswordInput autoComplete="new-password" {...field} />}
      </FormField>
      <SubmitButton size="lg" block>
        {t("signUp.submit")}
      </SubmitButton>
    </Form>
  );
}
