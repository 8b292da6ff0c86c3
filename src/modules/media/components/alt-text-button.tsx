"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { lengthIn } from "@/networks/text";
import { Button } from "@/ui/primitives/button";

interface AltTextButtonProps {
  /** How the file is called in the tray. */
  name: string;
  altText: string;
  altTextMax: number;
  disabled: boolean;
  onClick: () => void;
}

/** Says whether a file is described, and opens its description. Nothing where no network takes one. */
export function AltTextButton({ name, altText, altTextMax, disabled, onClick }: AltTextButtonProps) {
  const t = useTranslations("media.tray");
  if (altTextMax === 0) return null;
  const state =
    altText === "" ? "altMissing" : lengthIn(altText, "characters") > altTextMax ? "tooLong" : "altWritten";
  const good = state === "altWritten";
  return (
    <Button
      size="sm"
      variant="ghost"
      disabled={disabled}
      onClick={onClick}
      aria-label={`${t("editAlt", { name })} – ${t(state)}`}
      className={`ml-auto min-w-0 shrink px-2 ${good ? "text-success-ink" : "text-warning-ink"}`}
    >
      {good ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
      <span className="truncate">{t(state)}</span>
    </Button>
  );
}
