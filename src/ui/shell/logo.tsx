import { cn } from "../cn";

/** The mark: a minute hand that has reached its tick. */
export const LogoMark = ({ className }: { className?: string }) => (
  <svg aria-hidden viewBox="0 0 32 32" fill="none" className={cn("size-7 shrink-0", className)}>
    <rect width="32" height="32" rx="8" className="fill-accent" />
    <path
      d="M16 5.5v3M26.5 16h-3M16 26.5v-3M5.5 16h3"
      strokeWidth="2"
      strokeLinecap="round"
      className="stroke-on-accent opacity-55"
    />
    <path
      d="M16 16V10.5M16 16l6.2-6.2"
      strokeWidth="2.6"
      strokeLinecap="round"
      className="stroke-on-accent"
    />
    <circle cx="16" cy="16" r="2.2" className="fill-on-accent" />
  </svg>
);

/** The mark with the name. */
export const Logo = ({ name, className }: { name: string; className?: string }) => (
  <span className={cn("inline-flex items-center gap-2.5 font-semibold tracking-tight", className)}>
    <LogoMark />
    {name}
  </span>
);
