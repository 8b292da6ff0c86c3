"use client";

import { useTranslations } from "next-intl";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CopyButton } from "@/ui/primitives/copy-button";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
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
        <Field key={name} label={words.reveal(name)}>
          {(control) => (
            <div className="flex items-center gap-2">
              <Input
                readOnly
                className="font-mono"
                value={value}
                onFocus={(event) => event.target.select()}
                {...control}
              />
              <CopyButton text={value} size="md" />
            </div>
          )}
        </Field>
      ))}
      <Button variant="primary" size="lg" block onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
