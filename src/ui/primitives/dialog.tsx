"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "../cn";
import { IconButton } from "./icon-button";
import { DIALOG_CLASSES, SCRIM_CLASSES } from "./overlay-classes";
import { useReturnFocus } from "./use-return-focus";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

export interface DialogContentProps extends Omit<ComponentProps<typeof DialogPrimitive.Content>, "title"> {
  title: ReactNode;
  description?: ReactNode;
  /** Actions, at the bottom right; they wrap on a narrow screen. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
}

const WIDTH = { sm: "sm:max-w-sm", md: "sm:max-w-lg", lg: "sm:max-w-3xl" } as const;

/** The window of a Dialog: titled, scrolls inside, closes on Escape and on its cross. */
export function DialogContent({
  title,
  description,
  footer,
  size = "md",
  className,
  children,
  ...props
}: DialogContentProps) {
  const t = useTranslations("ui");
  const returnFocus = useReturnFocus();
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={SCRIM_CLASSES} />
      <DialogPrimitive.Content
        className={cn(DIALOG_CLASSES, WIDTH[size], className)}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...returnFocus}
        {...props}
      >
        <header className="px-5 pt-4 pr-14 pb-3">
          <div className="grid gap-1 pt-1">
            <DialogPrimitive.Title className="text-base font-semibold">{title}</DialogPrimitive.Title>
            {description && (
              <DialogPrimitive.Description className="text-sm text-ink-muted">
                {description}
              </DialogPrimitive.Description>
            )}
          </div>
        </header>
        <div className="grow overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        {footer && (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-canvas px-5 py-3">
            {footer}
          </footer>
        )}
        {/* Last in order, so that focus starts on what the dialog is about. */}
        <DialogPrimitive.Close asChild>
          <IconButton label={t("close")} tooltip={false} className="absolute top-3 right-3">
            <X aria-hidden />
          </IconButton>
        </DialogPrimitive.Close>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}
