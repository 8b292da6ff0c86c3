"use client";

import { useTranslations } from "next-intl";
import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cn } from "../cn";
import { Button } from "./button";
import { Field } from "./field";
import { Input } from "./input";
import { DIALOG_CLASSES, SCRIM_CLASSES } from "./overlay-classes";
import { useReturnFocus } from "./use-return-focus";

export interface ConfirmDialogProps {
  /** The element that asks; leave out when `open` is controlled. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** The verb itself ("Delete post"), never "OK". */
  confirmLabel: string;
  tone?: "danger" | "primary";
  /** A word to type first, for what cannot be undone. */
  typedWord?: string;
  /** The dialog closes when this resolves, and stays open with an error when it throws. */
  onConfirm: () => Promise<unknown> | void;
  children?: ReactNode;
}

/** Ask before an action that costs something; focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const open = props.open ?? ownOpen;
  const setOpen = props.onOpenChange ?? setOwnOpen;
  const returnFocus = useReturnFocus();
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      {props.trigger && <AlertDialog.Trigger asChild>{props.trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={SCRIM_CLASSES} />
        <AlertDialog.Content className={cn(DIALOG_CLASSES, "sm:max-w-md")} {...returnFocus}>
          <ConfirmBody {...props} close={() => setOpen(false)} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function ConfirmBody({ close, ...props }: ConfirmDialogProps & { close: () => void }) {
  const t = useTranslations();
  const [state, setState] = useState<"idle" | "pending" | "failed">("idle");
  const [typed, setTyped] = useState("");
  const locked = props.typedWord !== undefined && typed.trim() !== props.typedWord;
  const confirm = async (): Promise<void> => {
    if (locked || state === "pending") return;
    setState("pending");
    try {
      await props.onConfirm();
      close();
    } catch {
      setState("failed");
    }
  };
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void confirm();
      }}
    >
      <div className="grid gap-3 overflow-y-auto p-5">
        <AlertDialog.Title className="text-base font-semibold">{props.title}</AlertDialog.Title>
        <AlertDialog.Description className="text-sm text-ink-muted">
          {props.description}
        </AlertDialog.Description>
        {props.children}
        {props.typedWord !== undefined && (
          <Field label={t("ui.confirm.typeToConfirm", { word: props.typedWord })}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        {state === "failed" && (
          <p role="alert" className="text-sm text-danger-ink">
            {t("ui.confirm.failed")}
          </p>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line bg-canvas px-5 py-3">
        <AlertDialog.Cancel asChild>
          <Button>{t("common.actions.cancel")}</Button>
        </AlertDialog.Cancel>
        <Button
          type="submit"
          variant={props.tone === "primary" ? "primary" : "danger"}
          loading={state === "pending"}
          disabled={locked}
        >
          {props.confirmLabel}
        </Button>
      </div>
    </form>
  );
}
