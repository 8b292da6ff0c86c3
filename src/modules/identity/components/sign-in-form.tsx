"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { Input } from "@/ui/primitives/input";
import { Link } from "@/ui/primitives/link";
import { PasswordInput } from "@/ui/primitives/password-input";
import { signInInput } from "../schemas";
import { authCall } from "./auth-call";
import { enter } from "./enter";
import { SecondFactorForm } from "./second-factor-form";

interface SignInFormProps {
  next: string | null;
  email?: string;
}

/** Password first, then the second factor when the account has one. */
export function SignInForm({ next, email }: SignInFormProps) {
  const [step, setStep] = useState<"password" | "code">("password");
  if (step === "code") return <SecondFactorForm next={next} onExpired={() => setStep("password")} />;
  return <PasswordStep email={email} next={next} onSecondFactor={() => setStep("code")} />;
}

function PasswordStep({
  email = "",
  next,
  onSecondFactor,
}: SignInFormProps & { onSecondFactor: () => void }) {
  const t = useTranslations("auth");
  const form = useSchemaForm({
    schema: signInInput,
    defaultValues: { email, password: "", rememberMe: true },
    mode: "onSubmit",
  });
  const { field: remember } = useFieldOf(form.control, "rememberMe");
  return (
    <Form
      form={form}
      reasons={{ "auth.wrong_credentials": "password" }}
      onSubmit={async (values) => {
        const answer = await authCall<{ twoFactorRedirect?: boolean }>("/sign-in/email", values);
        if (answer.twoFactorRedirect) onSecondFactor();
        else await enter(next);
      }}
    >
      <FormField control={form.control} name="email" label={t("fields.email")} required>
        {(field) => <Input type="email" autoComplete="username webauthn" inputMode="email" {...field} />}
      </FormField>
      <FormField
        control={form.control}
        name="password"
        label={t("fields.password")}
        aside={<Link href="/forgot-password">{t("signIn.forgot")}</Link>}
        required
      >
        {(field) => <PasswordInput autoComplete="current-password" {...field} />}
      </FormField>
      <CheckboxField
        label={t("signIn.remember")}
        checked={remember.value}
        onCheckedChange={(checked) => remember.onChange(checked === true)}
      />
      <SubmitButton size="lg" block>
        {t("signIn.submit")}
      </SubmitButton>
    </Form>
  );
}
