import { cva, type VariantProps } from "class-variance-authority";

/** The look of everything that is pressed: buttons, and links that act as one. */
export const buttonVariants = cva(
  [
    "relative inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium",
    "transition-[background-color,border-color,color,box-shadow] duration-150",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    "[&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent shadow-xs hover:bg-accent-hover",
        secondary:
          "border border-line-strong/60 bg-surface text-ink shadow-xs hover:border-line-strong hover:bg-hover",
        soft: "bg-accent-soft text-accent-ink hover:bg-accent-line/60",
        ghost: "text-ink-muted hover:bg-hover hover:text-ink",
        danger: "bg-danger text-on-danger shadow-xs hover:bg-danger-hover",
        dangerGhost: "text-danger-ink hover:bg-danger-soft",
        link: "h-auto rounded-sm px-0 text-accent-ink underline decoration-accent-line underline-offset-4 hover:decoration-current",
      },
      size: {
        sm: "h-8 px-3 text-[0.8125rem] pointer-coarse:min-h-11",
        md: "h-9 px-3.5 text-sm pointer-coarse:min-h-11",
        lg: "h-11 px-5 text-[0.9375rem]",
        iconSm: "size-7 pointer-coarse:size-11",
        icon: "size-9 pointer-coarse:size-11",
      },
      block: { true: "w-full", false: "" },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0 pointer-coarse:min-h-6" }],
    defaultVariants: { variant: "secondary", size: "md", block: false },
  },
);

export type ButtonVariantProps = VariantProps<typeof buttonVariants>;
