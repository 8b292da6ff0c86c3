"use client";

import NextLink from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import { useCurrentInSight } from "@/ui/primitives/use-current-in-sight";

const PAGES = [
  { key: "workspace", path: "" },
  { key: "members", path: "/members" },
  { key: "approvals", path: "/approvals" },
  { key: "labels", path: "/labels" },
  { key: "apiKeys", path: "/api-keys" },
  { key: "profile", path: "/profile" },
  { key: "security", path: "/security" },
  { key: "notifications", path: "/notifications" },
] as const;

/** The pages of the settings; a page more is a line more. */
export function SettingsNav({ base }: { base: string }) {
  const t = useTranslations("settings");
  const pathname = usePathname();
  const row = useCurrentInSight<HTMLElement>("[aria-current=page]", pathname);
  return (
    <nav
      ref={row}
      aria-label={t("title")}
      className="-mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-1">
        {PAGES.map(({ key, path }) => {
          const current = pathname === base + path;
          return (
            <li key={key}>
              <NextLink
                href={base + path}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "-mb-px inline-flex min-h-10 items-center whitespace-nowrap border-b-2 border-transparent px-3 text-sm font-medium text-ink-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 pointer-coarse:min-h-11",
                  current && "border-accent text-ink",
                )}
              >
                {t(`${key}.title`)}
              </NextLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
