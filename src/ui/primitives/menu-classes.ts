/** The floating surface of menus, lists and popovers. */
export const MENU_SURFACE_CLASSES = [
  "z-50 min-w-44 max-w-[min(22rem,calc(100vw-1.5rem))] overflow-x-hidden overflow-y-auto rounded-lg border border-line bg-raised p-1 text-ink shadow-md",
  "data-[state=open]:animate-rise data-[state=closed]:animate-leave",
].join(" ");

/** One row of a menu or a list of options. Radix marks what is off with an empty attribute, cmdk with "true" or "false". */
export const MENU_ITEM_CLASSES = [
  "relative flex min-h-8 w-full cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none pointer-coarse:min-h-11",
  "data-highlighted:bg-hover data-[selected=true]:bg-hover",
  "data-[disabled='']:pointer-events-none data-[disabled='']:text-ink-subtle",
  "data-[disabled=true]:pointer-events-none data-[disabled=true]:text-ink-subtle",
  "[&_svg]:size-4 [&_svg]:shrink-0",
].join(" ");
