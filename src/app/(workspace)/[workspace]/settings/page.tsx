import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { WorkspaceSettings } from "@/modules/workspaces/components/workspace-settings";
import { api, HydrateClient } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("settings"))("workspace.title"),
});

/** Name, zone, language; leaving and deleting. */
export default async function WorkspaceSettingsPage() {
  await api.workspaces.get.prefetch();
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton rows={3} />}>
        <WorkspaceSettings />
      </Suspense>
    </HydrateClient>
  );
}
