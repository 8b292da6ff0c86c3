"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { Section } from "@/ui/patterns/section";
import { PasskeysPanel } from "./passkeys-panel";
import { PasswordPanel } from "./password-panel";
import { SessionsPanel } from "./sessions-panel";
import { TwoFactorPanel } from "./two-factor-panel";

/** How one signs in, and where one is signed in. */
export function SecuritySettings() {
  const t = useTranslations("settings.security");
  const [person] = api.identity.me.useSuspenseQuery();
  const [security] = api.identity.security.useSuspenseQuery();
  return (
    <>
      <Section title={t("password.heading")}>
        <PasswordPanel hasPassword={security.hasPassword} email={person.email} />
      </Section>
      <Section title={t("twoFactor.heading")} description={t("twoFactor.description")}>
        <TwoFactorPanel enabled={security.twoFactorEnabled} hasPassword={security.hasPassword} />
      </Section>
      <Section title={t("passkeys.heading")} description={t("passkeys.description")}>
        <PasskeysPanel passkeys={security.passkeys} />
      </Section>
      <Section title={t("sessions.heading")} description={t("sessions.description")}>
        <SessionsPanel />
      </Section>
    </>
  );
}
