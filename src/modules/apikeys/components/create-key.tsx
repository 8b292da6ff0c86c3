"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { SCOPE_NAMES, type Scope } from "@/kernel/permissions";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { CopyField } from "@/ui/patterns/copy-field";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import { type CreateApiKeyInput, createApiKeyInput } from "../schemas";

type Created = RouterOutputs["apiKeys"]["create"];

const LIFETIMES = ["30", "90", "365", "never"] as const;

/** Make a key, then show it this once. */
export function CreateKey({ onDone }: { onDone: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  return created ? <CreatedKey created={created} onDone={onDone} /> : <KeyForm onCreated={setCreated} />;
}

const defaultValues: CreateApiKeyInput = {
  name: "",
  scopes: ["channels:read", "posts:read"],
  lifetimeDays: 90,
};

const daysOf = (choice: string): number | null => (choice === "never" ? null : Number(choice));

function KeyForm({ onCreated }: { onCreated: (created: Created) => void }) {
  const t = useTranslations("apikeys.form");
  const cache = api.useUtils();
  const create = api.apiKeys.create.useMutation({ onSuccess: () => cache.apiKeys.list.invalidate() });
  const form = useSchemaForm({ schema: createApiKeyInput, defaultValues });
  return (
    <Form form={form} onSubmit={async (values) => onCreated(await create.mutateAsync(values))}>
      <FormField control={form.control} name="name" label={t("name")} hint={t("nameHint")} required>
        {(field) => <Input autoComplete="off" {...field} />}
      </FormField>
      <ScopeField control={form.control} />
      <FormField control={form.control} name="lifetimeDays" label={t("lifetime")} hint={t("lifetimeHint")}>
        {({ value, onChange, ref: _ref, ...field }) => (
          <Select
            {...field}
            value={value === null ? "never" : String(value)}
            onValueChange={(choice) => onChange(daysOf(choice))}
            options={LIFETIMES.map((choice) => ({ value: choice, label: t(`lifetimes.${choice}`) }))}
          />
        )}
      </FormField>
      <SubmitButton>{t("submit")}</SubmitButton>
    </Form>
  );
}

type KeyControl = ReturnType<typeof useSchemaForm<CreateApiKeyInput, CreateApiKeyInput>>["control"];

function ScopeField({ control }: { control: KeyControl }) {
  const t = useTranslations("apikeys");
  const errorId = useId();
  const { field, error } = useFieldOf(control, "scopes");
  const chosen = field.value;
  const toggle = (scope: Scope, on: boolean) =>
    field.onChange(SCOPE_NAMES.filter((name) => (name === scope ? on : chosen.includes(name))));
  return (
    <fieldset className="grid gap-3" aria-describedby={error ? errorId : undefined}>
      <legend className="mb-2 text-sm font-medium">{t("form.scopes")}</legend>
      {SCOPE_NAMES.map((scope) => (
        <CheckboxField
          key={scope}
          label={t(`scopes.${scope}.label`)}
          hint={t(`scopes.${scope}.hint`)}
          checked={chosen.includes(scope)}
          onCheckedChange={(on) => toggle(scope, on === true)}
        />
      ))}
      {error && (
        <p id={errorId} role="alert" className="text-[0.8125rem] text-danger-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function CreatedKey({ created: { name, key }, onDone }: { created: Created; onDone: () => void }) {
  const t = useTranslations("apikeys.created");
  return (
    <div className="grid gap-5">
      <Banner live tone="warning" title={t("title")}>
        {t("warning")}
      </Banner>
      <CopyField label={t("key", { name })} value={key} />
      <Button variant="primary" size="lg" block onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
