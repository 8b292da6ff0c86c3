import { Clock, Hourglass, Link2Off, type LucideIcon, ShieldOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Logo } from "@/ui/shell/logo";
import { MAIN_ID } from "@/ui/primitives/skip-link";

const ICON = {
  expired: Clock,
  revoked: ShieldOff,
  unknown: Link2Off,
  limited: Hourglass,
} as const satisfies Record<string, LucideIcon>;

/** An address that shows nothing, and what its bearer can do. */
export function ShareGone({ reason }: { reason: keyof typeof ICON }) {
  const t = useTranslations("sharing.page.gone");
  const name = useTranslations("common")("appName");
  const Icon = ICON[reason];
  return (
    <main
      id={MAIN_ID}
      className="mx-auto grid min-h-dvh max-w-md content-center justify-items-center gap-4 px-6 py-16 text-center"
    >
      <span className="grid size-12 place-items-center rounded-lg border border-line bg-surface text-accent-ink shadow-xs">
        <Icon aria-hidden className="size-6" />
      </span>
      <h1 className="font-semibold text-2xl tracking-tight">{t(`${reason}.title`)}</h1>
      <p className="text-ink-muted">{t(`${reason}.description`)}</p>
      <div className="mt-8 opacity-80">
        <Logo name={name} />
      </div>
    </main>
  );
}
