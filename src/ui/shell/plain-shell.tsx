import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LocaleSwitch } from "../locale/locale-switch";
import { MAIN_ID, SkipLink } from "../primitives/skip-link";
import { ThemeSwitch } from "../theme/theme-switch";
import { Logo } from "./logo";

/** The frame of pages outside a workspace: sign in, sign up, invitations, errors. */
export function PlainShell({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex h-16 items-center justify-between gap-4 px-4 sm:px-8">
        <NextLink href="/" className="inline-flex rounded-md">
          <Logo name={t("appName")} />
        </NextLink>
        <div className="flex items-center gap-1">
          <LocaleSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="grid grow justify-items-center px-4 pt-[7vh] pb-16 outline-none"
      >
        <div className="w-full max-w-md">{children}</div>
      </main>
      <div aria-hidden className="tick-rule h-3 w-full opacity-70" />
    </div>
  );
}
