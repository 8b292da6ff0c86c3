"use client";

import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toaster as Sonner, useSonner } from "sonner";
import { useRoomAtFoot } from "./use-room-at-foot";

const ICONS = {
  success: <CircleCheck aria-hidden className="size-4 text-success-ink" />,
  error: <CircleAlert aria-hidden className="size-4 text-danger-ink" />,
  warning: <TriangleAlert aria-hidden className="size-4 text-warning-ink" />,
  info: <Info aria-hidden className="size-4 text-info-ink" />,
  loading: <LoaderCircle aria-hidden className="size-4 animate-spin text-ink-subtle" />,
};

const gapPx = 8;

/** Where toasts appear, clear of any bar at the foot; mounted once, in the root layout. */
export function Toaster() {
  const t = useTranslations("ui");
  const room = useRoomAtFoot(useSonner().toasts.length > 0);
  const above = (least: string) => ({ bottom: room > 0 ? `max(${least}, ${room + gapPx}px)` : least });
  return (
    <Sonner
      className="font-sans!"
      position="bottom-right"
      duration={6_000}
      gap={gapPx}
      offset={above("1.5rem")}
      mobileOffset={above("5rem")}
      icons={ICONS}
      containerAriaLabel={t("toaster")}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: t("dismiss"),
        classNames: {
          toast:
            "flex w-full sm:w-(--width) items-start gap-3 rounded-lg border border-line bg-raised px-4 py-3 text-sm text-ink shadow-md",
          title: "font-medium",
          description: "text-ink-muted",
          icon: "mt-0.5",
          content: "grid min-w-0 grow gap-0.5",
          actionButton:
            "inline-flex min-h-7 shrink-0 items-center rounded-sm bg-accent-soft px-2.5 text-xs font-medium text-accent-ink hover:bg-accent-line",
          cancelButton:
            "inline-flex min-h-7 shrink-0 items-center rounded-sm px-2.5 text-xs text-ink-muted hover:bg-hover",
        },
      }}
    />
  );
}
