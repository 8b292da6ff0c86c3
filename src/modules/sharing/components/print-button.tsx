"use client";

import { Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/primitives/button";

/** Puts the page on paper. */
export function PrintButton() {
  const t = useTranslations("sharing.page");
  return (
    <Button onClick={() => window.print()}>
      <Printer aria-hidden />
      {t("print")}
    </Button>
  );
}
