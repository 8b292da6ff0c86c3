"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Drawer } from "vaul";
import { cn } from "../cn";
import { IconButton } from "./icon-button";
import { SCRIM_CLASSES } from "./overlay-classes";
import { useReturnFocus } from "./use-return-focus";

export interface SheetProps {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  side?: "left" | "right" | "bottom";
  title: ReactNode;
  titleHidden?: boolean;
  description?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

const SIDE = {
  left: "inset-y-0 left-0 h-full w-[min(20rem,calc(100vw-3rem))] border-r",
  right: "inset-y-0 right-0 h-full w-[min(28rem,calc(100vw-2rem))] border-l",
  bottom: "inset-x-0 bottom-0 max-h-[88dvh] rounded-t-xl border-t",
} as const;

/** A panel that slides in from an edge and can be dragged away. */
export function Sheet({
  trigger,
  open,
  onOpenChange,
  side = "right",
  title,
  titleHidden,
  description,
  footer,
  children,
}: SheetProps) {
  const t = useTranslations("ui");
  const returnFocus = useReturnFocus();
  return (
    <Drawer.Root direction={side} open={open} onOpenChange={onOpenChange} handleOnly={side !== "bottom"}>
      {trigger && <Drawer.Trigger asChild>{trigger}</Drawer.Trigger>}
      <Drawer.Portal>
        <Drawer.Overlay className={SCRIM_CLASSES} />
        <Drawer.Content
          {...returnFocus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed z-50 flex flex-col border-line bg-raised text-ink shadow-lg focus:outline-none",
            SIDE[side],
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div className={cn("grid gap-1 pt-1", titleHidden && "sr-only")}>
              <Drawer.Title className="text-base font-semibold">{title}</Drawer.Title>
              {description && (
                <Drawer.Description className="text-sm text-ink-muted">{description}</Drawer.Description>
              )}
            </div>
            <Drawer.Close asChild>
              <IconButton label={t("close")} tooltip={false} className="-mr-2 ml-auto">
                <X aria-hidden />
              </IconButton>
            </Drawer.Close>
          </header>
          <div className="grow overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Drawer.Content>
      </Drawer.Portal>
    </Drawer.Root>
  );
}
