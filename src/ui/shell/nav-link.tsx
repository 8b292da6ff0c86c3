"use client";

import NextLink from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../cn";
import type { DrawnNavItem } from "./nav-item";

/** Tell whether `pathname` is the item's page or one below it. */
export const isCurrent = (pathname: string, { href, exact }: Pick<DrawnNavItem, "href" | "exact">): boolean =>
  pathname === href || (!exact && pathname.startsWith(`${href}/`));

interface NavLinkProps {
  item: DrawnNavItem;
  onNavigate?: () => void;
}

/** One row of the sidebar or the drawer. */
export function NavLink({ item, onNavigate }: NavLinkProps) {
  const current = isCurrent(usePathname(), item);
  return (
    <NextLink
      href={item.href}
      aria-current={current ? "page" : undefined}
      onClick={onNavigate}
      className={cn(
        "relative flex h-9 items-center gap-3 rounded-md px-3 text-sm font-medium text-ink-muted transition-colors pointer-coarse:h-11",
        "hover:bg-hover hover:text-ink [&_svg]:size-4.5 [&_svg]:shrink-0",
        current &&
          "bg-surface text-ink shadow-xs before:absolute before:inset-y-2 before:left-0 before:w-0.75 before:rounded-full before:bg-accent [&_svg]:text-accent-ink",
      )}
    >
      {item.icon}
      <span className="truncate">{item.label}</span>
    </NextLink>
  );
}

/** One place of the bottom bar. */
export function BottomNavLink({ item }: NavLinkProps) {
  const current = isCurrent(usePathname(), item);
  return (
    <NextLink
      href={item.href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "relative grid min-h-14 min-w-0 flex-1 content-center justify-items-center gap-0.5 px-0.5 text-[0.6875rem] font-medium tracking-tight text-ink-muted [&_svg]:size-5",
        current &&
          "text-accent-ink before:absolute before:inset-x-4 before:top-0 before:h-0.75 before:rounded-b-full before:bg-accent",
      )}
    >
      {item.icon}
      <span className="max-w-full truncate">{item.label}</span>
    </NextLink>
  );
}
