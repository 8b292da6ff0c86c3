import type { ReactNode } from "react";
import { LocaleSwitch } from "@/ui/locale/locale-switch";
import { Avatar } from "@/ui/primitives/avatar";
import { MAIN_ID, SkipLink } from "@/ui/primitives/skip-link";
import { ThemeSwitch } from "@/ui/theme/theme-switch";

interface ClientFrameProps {
  /** Whose page it is; null while nobody may know. */
  workspace: { name: string; logo: string | null } | null;
  brand: string;
  footer: ReactNode;
  children: ReactNode;
}

/** The frame of a client's page: the workspace's name in front, ours at the foot. */
export function ClientFrame({ workspace, brand, footer, children }: ClientFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col bg-canvas text-ink">
      <SkipLink />
      <header className="border-line border-b bg-surface">
        <div className="mx-auto flex min-h-16 max-w-3xl items-center justify-between gap-3 px-4 py-2 sm:px-6">
          <div className="flex min-w-0 items-center gap-3">
            {workspace && <Avatar name={workspace.name} src={workspace.logo} shape="square" />}
            <span className="line-clamp-2 min-w-0 font-semibold leading-tight wrap-anywhere">
              {workspace?.name ?? brand}
            </span>
          </div>
          <div className="flex shrink-0 items-center gap-1">
            <LocaleSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="mx-auto w-full max-w-3xl grow px-4 py-8 outline-none sm:px-6"
      >
        {children}
      </main>
      <footer className="mx-auto w-full max-w-3xl border-line border-t px-4 py-6 text-ink-subtle text-xs sm:px-6">
        {footer}
      </footer>
    </div>
  );
}
