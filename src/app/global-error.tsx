"use client";

import { NextIntlClientProvider } from "next-intl";
import { useSyncExternalStore } from "react";
import { DEFAULT_LOCALE, localeFromAcceptLanguage } from "@/i18n/locales";
import enCommon from "@/i18n/messages/en/common.json";
import enUi from "@/i18n/messages/en/ui.json";
import frCommon from "@/i18n/messages/fr/common.json";
import frUi from "@/i18n/messages/fr/ui.json";
import ErrorPage from "./error";
import "./globals.css";

// Only what this page says: the whole catalogue would weigh on every first load.
const MESSAGES = { en: { common: enCommon, ui: enUi }, fr: { common: frCommon, ui: frUi } };

const subscribe = (): (() => void) => () => {};

/** The root layout itself broke: the document is drawn anew, in the browser's language. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  const locale = useSyncExternalStore(
    subscribe,
    () => localeFromAcceptLanguage(navigator.language) ?? DEFAULT_LOCALE,
    () => DEFAULT_LOCALE,
  );
  return (
    <html lang={locale} className="system">
      <body className="font-sans">
        <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
          <ErrorPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
