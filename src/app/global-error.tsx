"use client";

import { NextIntlClientProvider } from "next-intl";
import { useSyncExternalStore } from "react";
import { clientMessagesOf } from "@/i18n/catalogue";
import { DEFAULT_LOCALE, localeFromAcceptLanguage } from "@/i18n/locales";
import ErrorPage from "./error";
import "./globals.css";

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
        <NextIntlClientProvider locale={locale} messages={clientMessagesOf(locale)} timeZone="UTC">
          <ErrorPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
