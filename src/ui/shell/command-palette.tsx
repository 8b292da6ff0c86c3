"use client";

import { Command } from "cmdk";
import { Monitor, Moon, Search, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Dialog as DialogPrimitive } from "radix-ui";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { LOCALE_NAMES, LOCALES } from "@/i18n/locales";
import { cn } from "../cn";
import { useChangeLocale } from "../locale/use-change-locale";
import { Kbd } from "../primitives/kbd";
import { MENU_ITEM_CLASSES } from "../primitives/menu-classes";
import { DIALOG_CLASSES, SCRIM_CLASSES } from "../primitives/overlay-classes";
import { applyTheme } from "../theme/apply-theme";
import { THEMES } from "../theme/theme";
import type { DrawnNavItem } from "./nav-item";

export interface CommandPaletteProps {
  pages: readonly DrawnNavItem[];
  /** What can be done from anywhere, as addresses. */
  actions: readonly DrawnNavItem[];
}

const THEME_ICON = { light: Sun, dark: Moon, system: Monitor } as const;
const GROUP_CLASSES =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-subtle";

const OTHER_SHORTCUT = "Ctrl K";
const shortcutHere = (): string => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : OTHER_SHORTCUT);
const neverChanges = (): (() => void) => () => {};

/** Everything by name, on Ctrl+K or ⌘K. */
export function CommandPalette({ pages, actions }: CommandPaletteProps) {
  const t = useTranslations("ui.palette");
  const [open, setOpen] = useState(false);
  const shortcut = useSyncExternalStore(neverChanges, shortcutHere, () => OTHER_SHORTCUT);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <DialogPrimitive.Root open={open} onOpenChange={setOpen}>
      <DialogPrimitive.Trigger asChild>
        <button
          type="button"
          className="inline-flex h-9 min-w-9 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-ink-subtle shadow-xs transition-colors hover:border-line-strong hover:text-ink sm:w-60 pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          <Search aria-hidden className="size-4 shrink-0" />
          <span className="sr-only grow truncate text-left sm:not-sr-only">{t("open")}</span>
          <Kbd aria-hidden className="hidden sm:inline-flex">
            {shortcut}
          </Kbd>
        </button>
      </DialogPrimitive.Trigger>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={SCRIM_CLASSES} />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          className={cn(DIALOG_CLASSES, "sm:mt-[12vh] sm:mb-auto sm:max-w-xl")}
        >
          <DialogPrimitive.Title className="sr-only">{t("title")}</DialogPrimitive.Title>
          <PaletteList pages={pages} actions={actions} close={() => setOpen(false)} />
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

interface PaletteItemProps {
  onSelect: () => void;
  keywords?: string[];
  icon?: ReactNode;
  children: string;
}

const PaletteItem = ({ icon, children, ...props }: PaletteItemProps) => (
  <Command.Item className={cn(MENU_ITEM_CLASSES, "min-h-10 [&_svg]:text-ink-subtle")} {...props}>
    {icon}
    {children}
  </Command.Item>
);

function PaletteList({ pages, actions, close }: CommandPaletteProps & { close: () => void }) {
  const t = useTranslations();
  const router = useRouter();
  const locale = useLocale();
  const { change } = useChangeLocale();
  const go = (href: string): void => {
    close();
    router.push(href);
  };
  const places = [
    { heading: t("ui.palette.actions"), items: actions },
    { heading: t("ui.palette.pages"), items: pages },
  ].filter(({ items }) => items.length > 0);
  return (
    <Command loop label={t("ui.palette.title")} className="flex min-h-0 flex-col">
      <Command.Input
        placeholder={t("ui.palette.placeholder")}
        className="h-12 w-full shrink-0 border-b border-line bg-transparent px-4 outline-none"
      />
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="py-10 text-center text-sm text-ink-subtle">
          {t("ui.palette.empty")}
        </Command.Empty>
        {places.map(({ heading, items }) => (
          <Command.Group key={heading} heading={heading} className={GROUP_CLASSES}>
            {items.map((item) => (
              <PaletteItem key={item.href} icon={item.icon} onSelect={() => go(item.href)}>
                {item.label}
              </PaletteItem>
            ))}
          </Command.Group>
        ))}
        <Command.Group heading={t("ui.palette.preferences")} className={GROUP_CLASSES}>
          {THEMES.map((theme) => {
            const Icon = THEME_ICON[theme];
            return (
              <PaletteItem
                key={theme}
                icon={<Icon aria-hidden />}
                onSelect={() => {
                  applyTheme(theme);
                  close();
                }}
              >
                {`${t("common.theme.label")}: ${t(`common.theme.${theme}`)}`}
              </PaletteItem>
            );
          })}
          {LOCALES.filter((choice) => choice !== locale).map((choice) => (
            <PaletteItem
              key={choice}
              onSelect={() => {
                change(choice);
                close();
              }}
            >
              {`${t("common.language")}: ${LOCALE_NAMES[choice]}`}
            </PaletteItem>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
