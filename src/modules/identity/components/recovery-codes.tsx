"use client";

import { useTranslations } from "next-intl";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CopyButton } from "@/ui/primitives/copy-button";

/** The codes that open the account without the app: shown once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslations("settings.security.twoFactor");
  return (
    <div className="grid gap-4">
      <Banner tone="warning" title={t("keepTitle")}>
        {t("keep")}
      </Banner>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md bg-sunken px-4 py-3 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-between gap-2">
        <CopyButton size="md" text={codes.join("\n")} label={t("copyCodes")} />
        <Button variant="primary" onClick={onDone}>
          {t("kept")}
        </Button>
      </div>
    </div>
  );
}
