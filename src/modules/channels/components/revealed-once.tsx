"use client";

import { useTranslations } from "next-intl";
import { CopyField } from "@/ui/patterns/copy-field";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { useNetworkWords } from "./use-network-words";

export interface RevealedOnceProps {
  network: string;
  values: Record<string, string>;
  onDone: () => void;
}

/** Secrets that connecting made, shown this once, to be copied. */
export function RevealedOnce({ network, values, onDone }: RevealedOnceProps) {
  const t = useTranslations("channels.reveal");
  const words = useNetworkWords()(network);
  return (
    <div className="grid gap-5">
      <Banner live tone="warning" title={t("title")}>
        {t("description")}
      </Banner>
      {Object.entries(values).map(([name, value]) => (
        <CopyField key={name} label={words.reveal(name)} value={value} />
      ))}
      <Button variant="primary" size="lg" block onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
