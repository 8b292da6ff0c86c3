"use client";

import { isLocale, LOCALE_COOKIE } from "@/i18n/locales";
import { rememberPreference } from "@/ui/preference-cookie";
import { authCall } from "./auth-call";

/** Where one goes after signing in, when nothing else was asked for. */
export const START_PATH = "/start";

/** Go on as the person who has just signed in, in their language. A full load, so that nothing of before stays in memory. */
export async function enter(to: string | null): Promise<void> {
  const session = await authCall<{ user?: { locale?: string } } | null>("/get-session").catch(() => null);
  const locale = session?.user?.locale;
  if (isLocale(locale)) rememberPreference(LOCALE_COOKIE, locale);
  window.location.assign(to ?? START_PATH);
}
