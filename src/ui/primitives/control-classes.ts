/** The frame shared by inputs, text areas and select triggers. */
export const CONTROL_CLASSES = [
  "w-full min-w-0 rounded-md border border-line-strong bg-surface text-ink shadow-xs",
  "transition-[border-color,box-shadow] duration-150 hover:border-ink-subtle",
  "focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring",
  "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-subtle",
  "aria-invalid:border-danger aria-invalid:focus-visible:outline-danger",
  "text-base sm:text-sm",
].join(" ");
