"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "@/ui/cn";
import { Button, type ButtonProps } from "@/ui/primitives/button";
import { acceptedTypes } from "./send-file";

export interface DropZoneProps {
  onFiles: (files: readonly File[]) => void;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** A part of the page that takes files: dropped on it, or pasted anywhere while it is shown. */
export function DropZone({ onFiles, disabled = false, className, children }: DropZoneProps) {
  const t = useTranslations("media.upload");
  const [depth, setDepth] = useState(0);
  usePastedFiles(onFiles, disabled);
  if (disabled) return <div className={className}>{children}</div>;
  const enter = (event: DragEvent, by: 1 | -1) => {
    if (carriesFiles(event)) setDepth((current) => Math.max(0, current + by));
  };
  return (
    <div
      className={cn("relative", className)}
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {depth > 0 && (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-0 z-10 grid place-items-center rounded-lg border-2 border-accent border-dashed bg-accent-soft/90 font-medium text-accent-ink"
        >
          {t("drop")}
        </div>
      )}
    </div>
  );
}

/** Files pasted anywhere on the page, unless a dialog that takes them itself is open. */
function usePastedFiles(onFiles: (files: readonly File[]) => void, disabled: boolean): void {
  useEffect(() => {
    if (disabled) return;
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.defaultPrevented) return;
      event.preventDefault();
      onFiles(files);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [onFiles, disabled]);
}

interface UploadButtonProps extends Omit<ButtonProps, "onClick"> {
  onFiles: (files: readonly File[]) => void;
}

/** Opens the system's file picker. */
export function UploadButton({ onFiles, children, ...props }: UploadButtonProps) {
  const t = useTranslations("media.upload");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={acceptedTypes}
        aria-label={t("choose")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()} {...props}>
        <Upload aria-hidden />
        {children ?? t("choose")}
      </Button>
    </>
  );
}
