import { useRef } from "react";

/** What to go back to: the focused element, or for an item of a menu that is about to go, the menu's button. */
function openerOf(active: Element | null): HTMLElement | null {
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = button ? document.getElementById(button) : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/**
 * Props of an overlay's content: focus begins on the first field that is wrong, if one is; it returns to what opened the
 * overlay, its own trigger or not, and to the page when that is gone.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      opener.current = openerOf(document.activeElement);
      const content = event.currentTarget;
      const wrong = content instanceof Element ? content.querySelector("[aria-invalid=true]") : null;
      if (!(wrong instanceof HTMLElement)) return;
      event.preventDefault();
      wrong.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      // What opened it may have gone with what was done: then reading goes on where the page begins.
      const back = opener.current?.isConnected ? opener.current : document.querySelector("main");
      if (!(back instanceof HTMLElement)) return;
      event.preventDefault();
      back.focus();
    },
  };
}
