import { useId } from "react";
import { cn } from "../cn";
import type { DrawnNavItem, NavGroup } from "./nav-item";
import { NavLink } from "./nav-link";

interface NavGroupsProps {
  groups: readonly NavGroup<DrawnNavItem>[];
  /** `columns`: two to a row, so that a phone shows everything at once. */
  layout: "rows" | "columns";
  onNavigate?: () => void;
}

/** The places of a workspace under their headings: the sidebar's and the drawer's content. */
export function NavGroups({ groups, layout, onNavigate }: NavGroupsProps) {
  const id = useId();
  return groups.map(({ label, items }) => (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div key={label} role="group" aria-labelledby={`${id}-${label}`}>
      <p id={`${id}-${label}`} className="px-3 pb-1 text-xs font-medium text-ink-subtle">
        {label}
      </p>
      <div className={cn("grid gap-0.5", layout === "columns" && "grid-cols-2")}>
        {items.map((item) => (
          <NavLink key={item.href} item={item} onNavigate={onNavigate} />
        ))}
      </div>
    </div>
  ));
}
