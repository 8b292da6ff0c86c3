import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { messagesOf } from "./catalogue";
import { isLocale, LOCALE_COOKIE, pickLocale } from "./locales";

/** Language and messages of the request being rendered; `locale` is given only when code asks for one. */
export default getRequestConfig(async ({ locale }) => {
  const [cookieStore, headerList] = [await cookies(), await headers()];
  const chosen = isLocale(locale)
    ? locale
    : pickLocale(cookieStore.get(LOCALE_COOKIE)?.value, headerList.get("accept-language"));
  return { locale: chosen, messages: messagesOf(chosen), timeZone: "UTC" };
});
