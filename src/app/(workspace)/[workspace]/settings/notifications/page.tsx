import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { NotificationSettings } from "@/modules/notifications/components/notification-settings";
import { api, HydrateClient } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("settings.notifications"))("title"),
});

/** What one is told of in this workspace, and how. */
export default async function NotificationSettingsPage() {
  const [workspace, viewer] = [await api.workspaces.get(), await api.identity.viewer()];
  await api.notifications.settings.prefetch();
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton rows={6} />}>
        <NotificationSettings
          zone={workspace.timeZone}
          workspace={workspace.name}
          emailConfirmed={viewer?.emailVerified ?? false}
        />
      </Suspense>
    </HydrateClient>
  );
}
