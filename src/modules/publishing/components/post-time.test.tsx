import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { clientMessagesOf } from "@/i18n/catalogue";
import { TimeAndDistance } from "./post-time";

test("a page that is not alive yet tells a time once, not beside itself", () => {
  const drawn = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={clientMessagesOf("en")} timeZone="UTC">
      <TimeAndDistance at={new Date("2026-11-24T10:33:00Z")} zone="Europe/Paris" />
    </NextIntlClientProvider>,
  );
  expect(drawn.replace(/<[^>]*>/g, "")).toMatch(/^\D*24 Nov\D*11:33\s*$/);
});
