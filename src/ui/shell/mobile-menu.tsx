"use client";

import { Menu } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Sheet } from "../primitives/sheet";
import { NavGroups } from "./nav-groups";
import type { DrawnNavItem, NavGroup } from "./nav-item";

interface MobileMenuProps {
  groups: readonly NavGroup<DrawnNavItem>[];
  switcher: ReactNode;
}

/** The last place of the bottom bar: opens everything in a drawer. */
export function MobileMenu({ groups, switcher }: MobileMenuProps) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      side="bottom"
      title={t("ui.shell.menu")}
      trigger={
        <button
          type="button"
          className="grid min-h-14 min-w-0 flex-1 content-center justify-items-center gap-0.5 px-0.5 text-[0.6875rem] font-medium tracking-tight text-ink-muted [&_svg]:size-5"
        >
          <Menu aria-hidden />
          {t("nav.more")}
        </button>
      }
    >
      <div className="mb-3">{switcher}</div>
      <nav aria-label={t("nav.main")} className="grid gap-3">
        <NavGroups groups={groups} layout="columns" onNavigate={() => setOpen(false)} />
      </nav>
    </Sheet>
  );
}
