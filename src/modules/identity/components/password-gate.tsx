"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { PasswordInput } from "@/ui/primitives/password-input";
import { passwordInput } from "../schemas";

interface PasswordGateProps {
  /** False for an account without password. */
  asked: boolean;
  submit: string;
  tone: "primary" | "danger";
  /** Gets the body to send; what it throws is shown here. */
  run: (body: { password?: string }) => Promise<void>;
}

const nothing = z.object({ password: z.string().transform(() => undefined) });

/** Ask for the password before something that weakens or strengthens the account. */
export function PasswordGate({ asked, submit, tone, run }: PasswordGateProps) {
  const t = useTranslations("auth.fields");
  const schema: z.ZodType<{ password?: string }, { password: string }> = asked ? passwordInput : nothing;
  const form = useSchemaForm({ schema, defaultValues: { password: "" } });
  return (
    <Form form={form} reasons={{ "auth.wrong_password": "password" }} onSubmit={run}>
      {asked && (
        <FormField control={form.control} name="password" label={t("password")} required>
          {(field) => <PasswordInput autoComplete="current-password" {...field} />}
        </FormField>
      )}
      <SubmitButton variant={tone}>{submit}</SubmitButton>
    </Form>
  );
}
