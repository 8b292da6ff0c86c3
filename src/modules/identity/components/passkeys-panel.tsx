"use client";

import { KeyRound, Trash2 } from "lucide-react";
import { useNow, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Card, CardContent } from "@/ui/primitives/card";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { IconButton } from "@/ui/primitives/icon-button";
import { Input } from "@/ui/primitives/input";
import { toast } from "@/ui/primitives/toast";
import { passkeyNameInput } from "../schemas";
import { authCall } from "./auth-call";
import { addPasskey, usePasskeySupport } from "./passkey";

type Passkey = RouterOutputs["identity"]["security"]["passkeys"][number];

/** The passkeys of the account: add, name, remove. */
export function PasskeysPanel({ passkeys }: { passkeys: readonly Passkey[] }) {
  const t = useTranslations("settings.security.passkeys");
  const supported = usePasskeySupport();
  return (
    <Card>
      {passkeys.length > 0 && (
        <ul className="divide-y divide-line border-b border-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      <CardContent>
        {supported === false ? <p className="text-sm text-ink-muted">{t("unsupported")}</p> : <AddPasskey />}
      </CardContent>
    </Card>
  );
}

function AddPasskey() {
  const t = useTranslations("settings.security.passkeys");
  const utils = api.useUtils();
  const form = useSchemaForm({ schema: passkeyNameInput, defaultValues: { name: "" } });
  return (
    <Form
      form={form}
      className="sm:grid-cols-[1fr_auto] sm:items-start"
      onSubmit={async ({ name }) => {
        if (!(await addPasskey(name))) return;
        form.reset({ name: "" });
        await utils.identity.security.invalidate();
        toast.success(t("added"));
      }}
    >
      <FormField control={form.control} name="name" label={t("name")} hint={t("nameHint")} required>
        {(field) => <Input autoComplete="off" {...field} />}
      </FormField>
      <SubmitButton variant="secondary" className="sm:mt-[1.65rem]">
        {t("add")}
      </SubmitButton>
    </Form>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const t = useTranslations("settings.security.passkeys");
  const [format, utils, message] = [useFormat(), api.useUtils(), useErrorMessage()];
  const now = useNow();
  const name = passkey.name ?? t("unnamed");
  const remove = async (): Promise<void> => {
    try {
      await authCall("/passkey/delete-passkey", { id: passkey.id });
    } catch (error) {
      toast.error(message(error));
      throw error;
    }
    await utils.identity.security.invalidate();
  };
  return (
    <li className="flex items-center gap-3 px-5 py-3 text-sm">
      <KeyRound aria-hidden className="size-4 shrink-0 text-ink-subtle" />
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{name}</p>
        <p className="text-ink-subtle">{t("since", { when: format.relative(passkey.createdAt, now) })}</p>
      </div>
      <ConfirmDialog
        trigger={
          <IconButton label={t("removeNamed", { name })} tooltip={false}>
            <Trash2 aria-hidden />
          </IconButton>
        }
        title={t("removeTitle", { name })}
        description={t("removeDescription")}
        confirmLabel={t("remove")}
        tone="danger"
        onConfirm={remove}
      />
    </li>
  );
}
