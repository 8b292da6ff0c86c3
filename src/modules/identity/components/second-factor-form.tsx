"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { Input } from "@/ui/primitives/input";
import { toast } from "@/ui/primitives/toast";
import { recoveryInput, totpInput } from "../schemas";
import { AuthCallError, authCall } from "./auth-call";
import { enter } from "./enter";

interface SecondFactorFormProps {
  next: string | null;
  /** The password must be given again. */
  onExpired: () => void;
}

/** The code of the authenticator app, or one of the recovery codes. */
export function SecondFactorForm({ next, onExpired }: SecondFactorFormProps) {
  const t = useTranslations("auth.secondFactor");
  const [recovering, setRecovering] = useState(false);
  const errors = useTranslations("errors.auth");
  const verify = async (path: string, body: unknown): Promise<void> => {
    try {
      await authCall(path, body);
    } catch (error) {
      if (!(error instanceof AuthCallError) || error.data.reason !== "auth.step_expired") throw error;
      toast.error(errors("step_expired"));
      onExpired();
      return;
    }
    await enter(next);
  };
  return (
    <div className="grid gap-4">
      <p className="text-ink-muted">{recovering ? t("recoveryIntro") : t("codeIntro")}</p>
      {recovering ? <RecoveryStep verify={verify} /> : <CodeStep verify={verify} />}
      <Button variant="link" onClick={() => setRecovering(!recovering)}>
        {recovering ? t("useCode") : t("useRecovery")}
      </Button>
    </div>
  );
}

interface StepProps {
  verify: (path: string, body: unknown) => Promise<void>;
}

function CodeStep({ verify }: StepProps) {
  const t = useTranslations("auth.secondFactor");
  const form = useSchemaForm({
    schema: totpInput,
    defaultValues: { code: "", trustDevice: false },
    mode: "onSubmit",
  });
  useEffect(() => form.setFocus("code"), [form]);
  const { field: trust } = useFieldOf(form.control, "trustDevice");
  return (
    <Form
      form={form}
      reasons={{ "auth.wrong_code": "code", "auth.used_code": "code" }}
      onSubmit={(values) => verify("/two-factor/verify-totp", values)}
    >
      <FormField control={form.control} name="code" label={t("code")} required>
        {(field) => (
          <Input
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            className="font-mono"
            {...field}
          />
        )}
      </FormField>
      <CheckboxField
        label={t("trust")}
        checked={trust.value}
        onCheckedChange={(checked) => trust.onChange(checked === true)}
      />
      <SubmitButton size="lg" block>
        {t("submit")}
      </SubmitButton>
    </Form>
  );
}

function RecoveryStep({ verify }: StepProps) {
  const t = useTranslations("auth.secondFactor");
  const form = useSchemaForm({ schema: recoveryInput, defaultValues: { code: "" }, mode: "onSubmit" });
  useEffect(() => form.setFocus("code"), [form]);
  return (
    <Form
      form={form}
      reasons={{ "auth.wrong_code": "code" }}
      onSubmit={(values) => verify("/two-factor/verify-backup-code", values)}
    >
      <FormField control={form.control} name="code" label={t("recoveryCode")} required>
        {(field) => <Input autoComplete="off" spellCheck={false} className="font-mono" {...field} />}
      </FormField>
      <SubmitButton size="lg" block>
        {t("submit")}
      </SubmitButton>
    </Form>
  );
}
