import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SettingsNav } from "@/modules/workspaces/components/settings-nav";
import { PageHeader } from "@/ui/patterns/page-header";

interface SettingsLayoutProps {
  children: ReactNode;
  params: Promise<{ workspace: string }>;
}

/** The settings: of the workspace, and one's own. */
export default async function SettingsLayout({ children, params }: SettingsLayoutProps) {
  const t = await getTranslations("settings");
  return (
    <>
      <PageHeader title={t("title")} className="mb-3" />
      <SettingsNav base={`/${(await params).workspace}/settings`} />
      <div className="max-w-3xl pt-6">{children}</div>
    </>
  );
}
