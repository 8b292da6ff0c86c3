import { ArrowUpRight } from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { cn } from "../cn";

export interface LinkProps extends ComponentProps<typeof NextLink> {
  tone?: "accent" | "quiet";
}

/** A link in running text or a list. */
export const Link = ({ tone = "accent", className, ...props }: LinkProps) => (
  <NextLink
    className={cn(
      "rounded-xs underline underline-offset-4 transition-colors",
      tone === "accent"
        ? "text-accent-ink decoration-accent-line hover:decoration-current"
        : "text-ink decoration-transparent hover:decoration-line-strong",
      className,
    )}
    {...props}
  />
);

/** A link that leaves Publify: new tab, no referrer, and said so. */
export function ExternalLink({ children, className, ...props }: ComponentProps<"a"> & { href: string }) {
  const t = useTranslations("ui");
  return (
    <a
      target="_blank"
      rel="noopener noreferrer"
      className={cn(
        "inline-flex items-center gap-1 rounded-xs text-accent-ink underline decoration-accent-line underline-offset-4 hover:decoration-current",
        className,
      )}
      {...props}
    >
      {children}
      <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">({t("newTab")})</span>
    </a>
  );
}
