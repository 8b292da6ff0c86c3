"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import { Avatar } from "@/ui/primitives/avatar";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";

interface WorkspaceSwitcherProps {
  current: { slug: string; name: string };
  workspaces: readonly { slug: string; name: string }[];
}

/** Which workspace one is in, and the way to the others. */
export function WorkspaceSwitcher({ current, workspaces }: WorkspaceSwitcherProps) {
  const t = useTranslations("workspaces.switcher");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button block className="h-11 justify-start px-2.5" aria-label={t("label", { name: current.name })}>
          <Avatar name={current.name} shape="square" size="sm" />
          <span className="min-w-0 grow truncate text-left">{current.name}</span>
          <ChevronsUpDown aria-hidden className="text-ink-subtle" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>{t("heading")}</DropdownMenuLabel>
        {workspaces.map(({ slug, name }) => (
          <DropdownMenuItem key={slug} asChild>
            <NextLink href={`/${slug}`} aria-current={slug === current.slug ? "true" : undefined}>
              <Avatar name={name} shape="square" size="sm" />
              <span className="truncate">{name}</span>
            </NextLink>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <NextLink href="/onboarding">
            <Plus aria-hidden />
            {t("create")}
          </NextLink>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
