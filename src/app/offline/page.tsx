import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OfflineDesk } from "@/modules/publishing/components/offline-desk";
import { PageHeader } from "@/ui/patterns/page-header";
import { PlainShell } from "@/ui/shell/plain-shell";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("pwa.offline"))("title"),
  robots: { index: false },
});

/** What the installed application shows while there is no connection. It speaks of nobody: browsers keep it. */
export default async function OfflinePage() {
  const t = await getTranslations("pwa.offline");
  return (
    <PlainShell>
      <PageHeader title={t("title")} description={t("description")} />
      <OfflineDesk />
    </PlainShell>
  );
}
