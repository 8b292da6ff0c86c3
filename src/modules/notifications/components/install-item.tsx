"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { DropdownMenuItem } from "@/ui/primitives/dropdown-menu";

/** What browsers that can install a page tell it; not in the standard library of types. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offered: InstallPrompt | null = null;
const listeners = new Set<() => void>();
const say = (prompt: InstallPrompt | null) => {
  offered = prompt;
  for (const listener of listeners) listener();
};

// The browser offers once, and early: the offer is kept until somebody opens the menu.
if (typeof window !== "undefined") {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    say(event as InstallPrompt);
  });
  window.addEventListener("appinstalled", () => say(null));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Offers to install the application, where the browser can and it is not installed yet. */
export function InstallItem() {
  const t = useTranslations("pwa");
  const prompt = useSyncExternalStore(
    subscribe,
    () => offered,
    () => null,
  );
  if (!prompt) return null;
  const install = async () => {
    await prompt.prompt();
    say(null);
  };
  return (
    <DropdownMenuItem onSelect={() => void install()}>
      <Download aria-hidden />
      {t("install")}
    </DropdownMenuItem>
  );
}
