"use client";

import { Avatar as AvatarPrimitive } from "radix-ui";
import { cn } from "../cn";

export interface AvatarProps {
  /** Whose picture it is: its initials stand in when there is none. */
  name: string;
  src?: string | null;
  size?: "sm" | "md" | "lg";
  /** Round for people, square for workspaces and channels. */
  shape?: "round" | "square";
  className?: string;
}

const SIZE = { sm: "size-6 text-[0.625rem]", md: "size-8 text-xs", lg: "size-12 text-base" } as const;

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");

/** A person's or an account's picture; decorative, since the name stands beside it. */
export const Avatar = ({ name, src, size = "md", shape = "round", className }: AvatarProps) => (
  <AvatarPrimitive.Root
    aria-hidden
    className={cn(
      "inline-grid shrink-0 select-none place-items-center overflow-hidden bg-accent-soft font-semibold text-accent-ink",
      shape === "round" ? "rounded-full" : "rounded-sm",
      SIZE[size],
      className,
    )}
  >
    {src && <AvatarPrimitive.Image src={src} alt="" className="size-full object-cover" />}
    {/* Drawn, not written: initials are no part of the name of a button that holds the picture. */}
    <AvatarPrimitive.Fallback
      delayMs={src ? 300 : undefined}
      data-initials={initialsOf(name)}
      className="before:content-[attr(data-initials)]"
    />
  </AvatarPrimitive.Root>
);
