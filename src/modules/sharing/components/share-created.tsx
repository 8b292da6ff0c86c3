"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { CopyField } from "@/ui/patterns/copy-field";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import type { CreatedShare } from "../schemas";

/** A new address, shown this once, and what to do with it. */
export function CreatedLink({
  share: { name, kind, url },
  onDone,
}: {
  share: CreatedShare;
  onDone: () => void;
}) {
  const t = useTranslations("sharing.created");
  return (
    <div className="grid gap-5">
      <Banner live tone="warning" title={t("title")}>
        {t("warning")}
      </Banner>
      <CopyField label={t("address", { name })} value={url} />
      {kind === "ics" ? <SubscribeHelp url={url} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onDone}>
          {t("done")}
        </Button>
        {kind === "calendar" && (
          <ButtonLink href={url} target="_blank">
            <ExternalLink aria-hidden />
            {t("open")}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

/** How calendar programs take an address. */
function SubscribeHelp({ url }: { url: string }) {
  const t = useTranslations("sharing.subscribe");
  return (
    <section className="grid gap-2 rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
      <h3 className="font-medium">{t("title")}</h3>
      <ul className="grid list-disc gap-1 pl-5 text-ink-muted">
        <li>{t("google")}</li>
        <li>{t("apple")}</li>
        <li>{t("outlook")}</li>
      </ul>
      <p className="text-ink-muted">{t("pace")}</p>
      <a
        href={url.replace(/^https?:/, "webcal:")}
        className="justify-self-start rounded-sm text-accent-ink underline underline-offset-4"
      >
        {t("webcal")}
      </a>
    </section>
  );
}
