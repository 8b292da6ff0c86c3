"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { IconButton } from "@/ui/primitives/icon-button";
import { Kbd } from "@/ui/primitives/kbd";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";

export interface ShortcutActions {
  schedule: () => void;
  publish: () => void;
  save: () => void;
}

const SHORTCUTS = [
  { action: "schedule", keys: ["Enter"] },
  { action: "publish", keys: ["Shift", "Enter"] },
  { action: "save", keys: ["S"] },
] as const;

function actionOf(event: KeyboardEvent): keyof ShortcutActions | null {
  if (!(event.metaKey || event.ctrlKey) || event.altKey || event.isComposing) return null;
  if (event.key === "Enter") return event.shiftKey ? "publish" : "schedule";
  return event.key.toLowerCase() === "s" && !event.shiftKey ? "save" : null;
}

/** Ctrl or Cmd with Enter, Shift+Enter and S, while no dialog is open. */
export function useShortcuts(actions: ShortcutActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (!action || document.querySelector("[role=dialog],[role=alertdialog]")) return;
      event.preventDefault();
      latest.current[action]();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

const never = () => () => undefined;
const isApple = () => /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The list of the composer's shortcuts. */
export function ShortcutHelp() {
  const t = useTranslations("composer.shortcuts");
  const apple = useSyncExternalStore(never, isApple, () => false);
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t("title")} tooltip={false}>
          <Keyboard aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={t("title")}>
        <dl className="grid gap-2 text-sm">
          {SHORTCUTS.map(({ action, keys }) => (
            <div key={action} className="flex items-center justify-between gap-4">
              <dt>{t(action)}</dt>
              <dd className="flex gap-1">
                {[apple ? "⌘" : "Ctrl", ...keys].map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </PopoverContent>
    </Popover>
  );
}
