import { cn } from "@/ui/cn";

export interface NetworkIconProps {
  icon: { path: string; color: string };
  /** Read out when no name stands beside it. */
  label?: string;
  className?: string;
}

/** The sign of a network on a tile of its own colour. */
export const NetworkIcon = ({ icon, label, className }: NetworkIconProps) => (
  <span
    className={cn(
      "inline-grid size-9 shrink-0 place-items-center rounded-md bg-(--network) text-white",
      className,
    )}
    style={{ "--network": icon.color } as React.CSSProperties}
  >
    <svg
      viewBox="0 0 24 24"
      className="size-5/8 fill-current"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={icon.path} />
    </svg>
  </span>
);
