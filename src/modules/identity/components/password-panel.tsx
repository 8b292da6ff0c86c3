"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { PasswordInput } from "@/ui/primitives/password-input";
import { toast } from "@/ui/primitives/toast";
import { changePasswordInput, passwordMin } from "../schemas";
import { authCall } from "./auth-call";

/** Change the password; who signs in by other means gets a link to set one. */
export const PasswordPanel = ({ hasPassword, email }: { hasPassword: boolean; email: string }) => (
  <Card>
    <CardContent>{hasPassword ? <ChangePasswordForm /> : <SetPassword email={email} />}</CardContent>
  </Card>
);

function ChangePasswordForm() {
  const t = useTranslations("settings.security.password");
  const fields = useTranslations("auth.fields");
  const utils = api.useUtils();
  const empty = { currentPassword: "", newPassword: "" };
  const form = useSchemaForm({ schema: changePasswordInput, defaultValues: empty });
  return (
    <Form
      form={form}
      reasons={{ "auth.wrong_password": "currentPassword", "auth.password_length": "newPassword" }}
      onSubmit={async (values) => {
        await authCall("/change-password", { ...values, revokeOtherSessions: true });
        form.reset(empty);
        await utils.identity.sessions.invalidate();
        toast.success(t("changed"));
      }}
    >
      <FormField control={form.control} name="currentPassword" label={t("current")} required>
        {(field) => <PasswordInput autoComplete="current-password" {...field} />}
      </FormField>
      <FormField
        control={form.control}
        name="newPassword"
        label={fields("newPassword")}
        hint={fields("passwordHint", { count: passwordMin })}
        required
      >
        {(field) => <PasswordInput autoComplete="new-password" {...field} />}
      </FormField>
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton>{t("submit")}</SubmitButton>
        <p className="text-[0.8125rem] text-ink-subtle">{t("signsOut")}</p>
      </div>
    </Form>
  );
}

function SetPassword({ email }: { email: string }) {
  const t = useTranslations("settings.security.password");
  const message = useErrorMessage();
  const [state, setState] = useState<"idle" | "sending" | "sent">("idle");
  const send = async (): Promise<void> => {
    setState("sending");
    try {
      await authCall("/request-password-reset", { email });
      setState("sent");
    } catch (error) {
      setState("idle");
      toast.error(message(error));
    }
  };
  return (
    <div className="grid justify-items-start gap-3 text-sm">
      <p className="text-ink-muted">{t("none")}</p>
      {state === "sent" ? (
        <p role="status">{t("linkSent", { email })}</p>
      ) : (
        <Button loading={state === "sending"} onClick={() => void send()}>
          {t("set")}
        </Button>
      )}
    </div>
  );
}
