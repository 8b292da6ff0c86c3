"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { LOCALE_COOKIE, type Locale } from "@/i18n/locales";
import { rememberPreference } from "../preference-cookie";

/** Change the language of the interface on this browser and redraw the page in it. */
export function useChangeLocale(): { changing: boolean; change: (locale: Locale) => void } {
  const router = useRouter();
  const [changing, startTransition] = useTransition();
  const change = (locale: Locale): void => {
    rememberPreference(LOCALE_COOKIE, locale);
    startTransition(() => router.refresh());
  };
  return { changing, change };
}
