import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MAIN_ID, SkipLink } from "../primitives/skip-link";
import { CommandPalette } from "./command-palette";
import { Logo, LogoMark } from "./logo";
import { MobileMenu } from "./mobile-menu";
import { NavGroups } from "./nav-groups";
import type { DrawnNavItem, NavGroup, NavItem } from "./nav-item";
import { BottomNavLink } from "./nav-link";

/** How many places the bottom bar of a phone holds before "More". */
const bottomPlacesMax = 4;

export interface AppShellProps {
  homeHref: string;
  /** The places of the sidebar, the most used first: the first four are the phone's bottom bar. */
  nav: readonly NavGroup[];
  /** What can be done from anywhere: offered by the command palette. */
  actions?: readonly NavItem[];
  /** Chooses among the person's workspaces. */
  switcher: ReactNode;
  userMenu: ReactNode;
  /** At the end of the top bar: the main action. */
  topBar?: ReactNode;
  /** Above the page: a message for the whole workspace. */
  notice?: ReactNode;
  children: ReactNode;
}

const draw = ({ icon: Icon, ...item }: NavItem): DrawnNavItem => ({ ...item, icon: <Icon aria-hidden /> });

/** The frame of every workspace page: navigation, top bar, main region. A server component. */
export function AppShell({
  homeHref,
  nav,
  actions = [],
  switcher,
  userMenu,
  topBar,
  notice,
  children,
}: AppShellProps) {
  const t = useTranslations();
  const groups = nav.map(({ label, items }) => ({ label, items: items.map(draw) }));
  const places = groups.flatMap(({ items }) => items);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr] print:block">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r border-line bg-sunken px-3 py-4 lg:flex">
        <NextLink href={homeHref} className="mx-2 inline-flex self-start rounded-md">
          <Logo name={t("common.appName")} />
        </NextLink>
        <div>{switcher}</div>
        <nav aria-label={t("nav.main")} className="grid gap-4">
          <NavGroups groups={groups} layout="rows" />
        </nav>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-15 items-center gap-2 border-b border-line bg-canvas/90 px-4 backdrop-blur-sm sm:px-6">
          <NextLink href={homeHref} className="mr-1 inline-flex rounded-md lg:hidden">
            <LogoMark />
            <span className="sr-only">{t("common.appName")}</span>
          </NextLink>
          <CommandPalette pages={places} actions={actions.map(draw)} />
          <div className="ml-auto flex items-center gap-2">
            {topBar}
            {userMenu}
          </div>
        </header>
        <div className="mx-auto w-full max-w-6xl print:hidden">{notice}</div>
        <main
          id={MAIN_ID}
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl grow px-4 pt-6 pb-28 outline-none sm:px-6 lg:px-8 lg:pb-12"
        >
          {children}
        </main>
      </div>
      <nav
        aria-label={t("nav.main")}
        className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {places.slice(0, bottomPlacesMax).map((item) => (
          <BottomNavLink key={item.href} item={item} />
        ))}
        <MobileMenu groups={groups} switcher={switcher} />
      </nav>
    </div>
  );
}
