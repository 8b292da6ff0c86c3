"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Control, useController, useWatch } from "react-hook-form";
import type { z } from "zod";
import { FormField } from "@/ui/forms/form-field";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { Input } from "@/ui/primitives/input";
import { tagLinks } from "../policy";
import { type createCampaignInput, defaultUtmRules, utmRules } from "../schemas";

type Values = z.input<typeof createCampaignInput>;

/** The name of a parameter as it stands in a link: no word of any language. */
const parameterOf = (name: string): string => ["utm", name].join("_");

const NAMES = ["source", "medium", "campaign", "term", "content"] as const;
const OPTIONAL: readonly string[] = ["term", "content"];

/** The parameters that a campaign adds to the links of its posts, with a link as it will be. */
export function CampaignUtm({
  control,
  locked = false,
}: {
  control: Control<Values, unknown, unknown>;
  locked?: boolean;
}) {
  const t = useTranslations("campaigns.utm");
  const { field } = useController({ control: control as Control<Values>, name: "utm" });
  const on = Boolean(field.value);
  return (
    <fieldset disabled={locked} className="grid gap-4 rounded-md border border-line px-4 py-4">
      <legend className="sr-only">{t("title")}</legend>
      <SwitchField
        label={t("title")}
        hint={t(locked ? "locked" : "hint")}
        checked={on}
        disabled={locked}
        onCheckedChange={(next) => field.onChange(next ? defaultUtmRules : null)}
      />
      {on && <UtmFields control={control} />}
    </fieldset>
  );
}

function UtmFields({ control }: { control: Control<Values, unknown, unknown> }) {
  const t = useTranslations("campaigns.utm");
  return (
    <>
      <p className="text-[0.8125rem] text-ink-subtle">
        {t("placeholders", { network: "{{network}}", channel: "{{channel}}", campaign: "{{campaign}}" })}
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {NAMES.map((name) => (
          <FormField
            key={name}
            control={control}
            name={`utm.${name}`}
            label={<code className="text-[0.8125rem]">{parameterOf(name)}</code>}
            optional={OPTIONAL.includes(name)}
          >
            {({ value, onChange, ...field }) => (
              <Input
                {...field}
                autoComplete="off"
                spellCheck={false}
                value={value ?? ""}
                onChange={(event) => onChange(event.target.value || (OPTIONAL.includes(name) ? null : ""))}
              />
            )}
          </FormField>
        ))}
      </div>
      <HostsField control={control} />
      <UtmExample control={control} />
    </>
  );
}

const hostsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

function HostsField({ control }: { control: Control<Values, unknown, unknown> }) {
  const t = useTranslations("campaigns.utm");
  const { field } = useController({ control: control as Control<Values>, name: "utm.hosts" });
  const [text, setText] = useState((field.value ?? []).join(", "));
  return (
    <FormField control={control} name="utm.hosts" label={t("hosts")} hint={t("hostsHint")} optional>
      {({ value: _, onChange, ...wiring }) => (
        <Input
          {...wiring}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange(hostsIn(event.target.value));
          }}
        />
      )}
    </FormField>
  );
}

const exampleLink = "https://example.com/article";

function UtmExample({ control }: { control: Control<Values, unknown, unknown> }) {
  const t = useTranslations("campaigns.utm");
  const [utm, name] = useWatch({ control: control as Control<Values>, name: ["utm", "name"] });
  const rules = utmRules.safeParse(utm);
  if (!rules.success) return null;
  const place = { network: "bluesky", channel: t("exampleChannel"), campaign: name || t("exampleCampaign") };
  return (
    <div className="grid gap-1 text-[0.8125rem]">
      <p className="text-ink-subtle">{t("example")}</p>
      <code className="break-all rounded-md bg-sunken px-3 py-2">
        {tagLinks(exampleLink, { ...rules.data, hosts: [] }, place)}
      </code>
    </div>
  );
}
