"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LOCALE_NAMES, LOCALES } from "@/i18n/locales";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { useChangeLocale } from "@/ui/locale/use-change-locale";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Banner } from "@/ui/primitives/banner";
import { Card, CardContent } from "@/ui/primitives/card";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import { toast } from "@/ui/primitives/toast";
import { changeEmailInput, updateProfileInput } from "../schemas";
import { authCall } from "./auth-call";
import { ThemeChoice } from "./theme-choice";

type Person = RouterOutputs["identity"]["me"];

const LANGUAGES = LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale] }));

/** One's own name, language, address and colours. */
export function ProfileSettings() {
  const t = useTranslations("settings.profile");
  const [person] = api.identity.me.useSuspenseQuery();
  return (
    <>
      <Section title={t("you")}>
        <Card>
          <CardContent>
            <ProfileForm person={person} />
          </CardContent>
        </Card>
      </Section>
      <Section title={t("address")}>
        <Card>
          <CardContent className="grid gap-4">
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <span className="min-w-0 break-all font-medium">{person.email}</span>
              <Badge tone={person.emailVerified ? "success" : "warning"}>
                {t(person.emailVerified ? "confirmed" : "unconfirmed")}
              </Badge>
            </p>
            <ChangeEmailForm />
          </CardContent>
        </Card>
      </Section>
      <Section title={t("appearance")} description={t("appearanceHint")}>
        <ThemeChoice />
      </Section>
    </>
  );
}

function ProfileForm({ person: { name, locale } }: { person: Person }) {
  const t = useTranslations("settings.profile");
  const [router, utils] = [useRouter(), api.useUtils()];
  const { change } = useChangeLocale();
  const update = api.identity.updateProfile.useMutation();
  const form = useSchemaForm({ schema: updateProfileInput, defaultValues: { name, locale } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await update.mutateAsync(values);
        await utils.identity.invalidate();
        toast.success(t("saved"));
        if (values.locale === locale) router.refresh();
        else change(values.locale);
      }}
    >
      <FormField control={form.control} name="name" label={t("name")} required>
        {(field) => <Input autoComplete="name" {...field} />}
      </FormField>
      <FormField control={form.control} name="locale" label={t("locale")} hint={t("localeHint")} required>
        {({ onChange, ref: _ref, ...field }) => (
          <Select options={LANGUAGES} {...field} onValueChange={onChange} />
        )}
      </FormField>
      <div>
        <SubmitButton>{t("save")}</SubmitButton>
      </div>
    </Form>
  );
}

function ChangeEmailForm() {
  const t = useTranslations("settings.profile");
  const [asked, setAsked] = useState(false);
  const form = useSchemaForm({ schema: changeEmailInput, defaultValues: { newEmail: "" } });
  if (asked)
    return (
      <Banner live tone="success" title={t("changeAskedTitle")}>
        {t("changeAsked")}
      </Banner>
    );
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await authCall("/change-email", { ...values, callbackURL: "/email-confirmed" });
        setAsked(true);
      }}
    >
      <FormField
        control={form.control}
        name="newEmail"
        label={t("newAddress")}
        hint={t("newAddressHint")}
        required
      >
        {(field) => <Input type="email" inputMode="email" autoComplete="email" {...field} />}
      </FormField>
      <div>
        <SubmitButton variant="secondary">{t("change")}</SubmitButton>
      </div>
    </Form>
  );
}
