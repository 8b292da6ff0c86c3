"use client";

import { LogOut, ShieldCheck, UserRound } from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import { InstallItem } from "@/modules/notifications/components/install-item";
import { leaveDevice } from "@/modules/notifications/components/leave-device";
import { forgetOwner } from "@/modules/publishing/components/offline-owner";
import { LocaleMenuGroup } from "@/ui/locale/locale-menu";
import { Avatar } from "@/ui/primitives/avatar";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { ThemeMenuGroup } from "@/ui/theme/theme-menu";
import { authCall } from "./auth-call";

interface UserMenuProps {
  name: string;
  email: string;
  /** The workspace's address, such as `/acme`. */
  base: string;
}

/** End the session of this browser and leave nothing of it in memory. */
export async function signOut(): Promise<void> {
  forgetOwner();
  await leaveDevice();
  await authCall("/sign-out", {}).catch(() => null);
  window.location.assign("/sign-in");
}

/** One's own menu: profile, security, language, colours, the way out. */
export function UserMenu({ name, email, base }: UserMenuProps) {
  const t = useTranslations("auth.menu");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={t("label", { name })}>
          <Avatar name={name} />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <div className="grid px-2.5 py-2 text-sm">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-xs text-ink-subtle">{email}</span>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <NextLink href={`${base}/settings/profile`}>
            <UserRound aria-hidden />
            {t("profile")}
          </NextLink>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <NextLink href={`${base}/settings/security`}>
            <ShieldCheck aria-hidden />
            {t("security")}
          </NextLink>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <InstallItem />
        <LocaleMenuGroup />
        <ThemeMenuGroup />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden />
          {t("signOut")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
