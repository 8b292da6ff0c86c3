"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { z } from "zod";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { PasswordInput } from "@/ui/primitives/password-input";
import type { ChannelView, Connected, NetworkView } from "../schemas";
import { useNetworkWords } from "./use-network-words";

type ConnectField = NetworkView["connect"]["fields"][number];

export interface ConnectFormProps {
  network: NetworkView;
  /** The channel that is being reconnected. */
  channel?: ChannelView;
  onConnected: (result: Connected) => void;
}

const schemaOf = (fields: readonly ConnectField[]) =>
  z.object({
    values: z.object(
      Object.fromEntries(
        fields.map(({ name, required }) => [name, required ? z.string().trim().min(1) : z.string()]),
      ),
    ) as unknown as z.ZodType<Record<string, string>, Record<string, string>>,
  });

const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

/** What a network asks for to connect an account: drawn from its declaration, whatever network it is. */
export function ConnectForm({ network, channel, onConnected }: ConnectFormProps) {
  const t = useTranslations("channels.connect");
  const { type, fields } = network.connect;
  const connect = api.channels.connect.useMutation();
  const begin = api.channels.begin.useMutation();
  const schema = useMemo(() => schemaOf(fields), [fields]);
  const form = useSchemaForm({
    schema,
    defaultValues: {
      values: Object.fromEntries(
        fields.map(({ name, defaultValue }) => [name, channel?.given[name] ?? defaultValue ?? ""]),
      ),
    },
  });
  const submit = async ({ values }: { values: Record<string, string> }): Promise<void> => {
    const input = { network: network.key, values: filled(values), channelId: channel?.id };
    if (type !== "oauth") return onConnected(await connect.mutateAsync(input));
    const { url } = await begin.mutateAsync(input);
    window.location.assign(url);
    // The form stays busy until the browser has left.
    await new Promise(() => undefined);
  };
  return (
    <Form form={form} onSubmit={submit}>
      {fields.map((field) => (
        <ConnectFieldInput key={field.name} network={network.key} field={field} control={form.control} />
      ))}
      <p className="text-sm text-ink-muted">{type === "oauth" ? t("leaving") : t("stored")}</p>
      <SubmitButton size="lg" block>
        {type === "oauth" ? t("continue", { network: network.name }) : t("submit")}
      </SubmitButton>
    </Form>
  );
}

interface ConnectFieldInputProps {
  network: string;
  field: ConnectField;
  control: ReturnType<typeof useSchemaForm<{ values: Record<string, string> }, unknown>>["control"];
}

function ConnectFieldInput({ network, field, control }: ConnectFieldInputProps) {
  const words = useNetworkWords()(network);
  const { name, kind, required, autoComplete = "off" } = field;
  return (
    <FormField
      control={control}
      name={`values.${name}`}
      label={words.field(name)}
      hint={words.hint(name)}
      required={required}
      optional={!required}
    >
      {(wired) =>
        kind === "password" ? (
          <PasswordInput autoComplete={autoComplete} {...wired} />
        ) : (
          <Input
            type="text"
            inputMode={kind === "url" ? "url" : undefined}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete={autoComplete}
            {...wired}
          />
        )
      }
    </FormField>
  );
}
