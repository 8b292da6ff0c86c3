import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LocaleSwitch } from "@/ui/locale/locale-switch";
import { ButtonLink } from "@/ui/primitives/button-link";
import { MAIN_ID, SkipLink } from "@/ui/primitives/skip-link";
import { Logo } from "@/ui/shell/logo";
import { ThemeSwitch } from "@/ui/theme/theme-switch";

/** The frame of the public pages about Publify. */
export default function MarketingLayout({ children }: { children: ReactNode }) {
  const t = useTranslations();
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b border-line">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-2 px-4 sm:px-8">
          <NextLink href="/" className="mr-auto inline-flex rounded-md">
            <Logo name={t("common.appName")} />
          </NextLink>
          <ButtonLink href="/sign-in" variant="ghost">
            {t("marketing.signIn")}
          </ButtonLink>
          <ButtonLink href="/sign-up" variant="primary" className="max-sm:hidden">
            {t("marketing.signUp")}
          </ButtonLink>
        </div>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="grow outline-none">
        {children}
      </main>
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-3 px-4 py-5 text-sm text-ink-muted sm:px-8">
          <p>{t("common.tagline")}</p>
          <div className="flex items-center">
            <LocaleSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </footer>
    </div>
  );
}
