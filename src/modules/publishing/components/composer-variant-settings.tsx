"use client";

import { useTranslations } from "next-intl";
import type { SettingField } from "@/modules/channels/schemas";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import { Textarea } from "@/ui/primitives/textarea";
import { type ComposedChannel, elementIdOf, settingValue } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { useProblemWords } from "./use-problem-words";
import { useSettingWords } from "./use-setting-words";

/** The per-post options of a channel's network, drawn from their description. */
export function ComposerVariantSettings({ one }: { one: ComposedChannel }) {
  const t = useTranslations("composer.variant");
  const { channel, fields } = one;
  if (fields.length === 0) return null;
  return (
    <fieldset className="grid gap-4 border-line border-t px-4 py-4 sm:px-5">
      <legend className="sr-only">{t("settings", { network: channel.networkName })}</legend>
      {fields.map((field) => (
        <Setting key={field.name} one={one} field={field} />
      ))}
    </fieldset>
  );
}

/** From here on a text deserves more than one line. */
const oneLineMax = 100;

function Setting({ one: { channel, variant }, field }: { one: ComposedChannel; field: SettingField }) {
  const { dispatch, readOnly } = useComposer();
  const words = useSettingWords(channel.network);
  const problemWords = useProblemWords();
  const target = { tab: channel.id, field: `settings.${field.name}` } as const;
  const [problem] = useFieldProblems(target);
  const value = settingValue(field, variant.settings);
  const change = (next: string | boolean) =>
    dispatch({
      type: "variantSetting",
      channelId: channel.id,
      name: field.name,
      value: next === field.default ? undefined : next,
    });
  const shared = { label: words.label(field.name), hint: words.hint(field.name) };
  if (field.kind === "switch")
    return <SwitchField {...shared} checked={value === true} disabled={readOnly} onCheckedChange={change} />;
  return (
    <Field {...shared} id={elementIdOf(target)} error={problem && problemWords(problem)}>
      {(control) => {
        const text = { ...control, value: String(value), readOnly };
        if (field.kind === "choice")
          return (
            <Select
              {...control}
              value={String(value)}
              disabled={readOnly}
              onValueChange={change}
              options={field.options.map((option) => ({
                value: option,
                label: words.option(field.name, option),
              }))}
            />
          );
        return (field.max ?? 0) > oneLineMax ? (
          <Textarea {...text} rows={2} onChange={(event) => change(event.target.value)} />
        ) : (
          <Input {...text} onChange={(event) => change(event.target.value)} />
        );
      }}
    </Field>
  );
}
