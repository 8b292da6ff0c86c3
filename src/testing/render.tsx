import { cleanup, type RenderResult, render } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { afterEach } from "vitest";
import { clientMessagesOf } from "@/i18n/catalogue";
import type { Locale } from "@/i18n/locales";

afterEach(cleanup);

/** Draw a component in the language of a reader, with the real messages; a missing one fails the test. */
export const renderIn = (locale: Locale, ui: ReactNode): RenderResult =>
  render(ui, {
    wrapper: ({ children }) => (
      <NextIntlClientProvider
        locale={locale}
        messages={clientMessagesOf(locale)}
        timeZone="UTC"
        onError={(error) => {
          throw error;
        }}
      >
        {children}
      </NextIntlClientProvider>
    ),
  });
