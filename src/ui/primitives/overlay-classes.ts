/** What lies between a dialog and the page. */
export const SCRIM_CLASSES =
  "fixed inset-0 z-40 bg-scrim data-[state=open]:animate-enter data-[state=closed]:animate-leave";

/** A window: at the bottom edge on a phone, centred from `sm` up. */
export const DIALOG_CLASSES = [
  "fixed z-50 flex max-h-[min(46rem,calc(100dvh-2rem))] w-full flex-col overflow-hidden border border-line bg-raised text-ink shadow-lg",
  "inset-x-0 bottom-0 rounded-t-xl sm:inset-0 sm:m-auto sm:h-fit sm:w-[calc(100vw-2rem)] sm:rounded-xl",
  "data-[state=open]:animate-rise data-[state=closed]:animate-leave focus:outline-none",
].join(" ");
