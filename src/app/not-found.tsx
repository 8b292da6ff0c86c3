import { Compass } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ButtonLink } from "@/ui/primitives/button-link";
import { PlainShell } from "@/ui/shell/plain-shell";

/** No page at this address, or none for this person. */
export default function NotFound() {
  const t = useTranslations("common.notFound");
  return (
    <PlainShell>
      <h1 className="sr-only">{t("title")}</h1>
      <EmptyState
        icon={Compass}
        title={t("title")}
        description={t("description")}
        action={
          <ButtonLink href="/" variant="primary">
            {t("home")}
          </ButtonLink>
        }
      />
    </PlainShell>
  );
}
