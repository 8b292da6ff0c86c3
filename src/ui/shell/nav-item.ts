import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** One place to go, as pages and layouts declare it. */
export interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Current on this very address only, not on those below it. */
  exact?: boolean;
}

/** Places that belong together, under a heading of their own. */
export interface NavGroup<Item = NavItem> {
  label: string;
  items: readonly Item[];
}

/** A place with its icon drawn, since a function cannot cross to the browser. */
export interface DrawnNavItem extends Omit<NavItem, "icon"> {
  icon: ReactNode;
}
