import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notifications } from "@/modules/notifications/components/notification-page";
import { api, HydrateClient } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("notifications"))("title"),
});

/** Everything that one was told in this workspace. */
export default async function NotificationsPage({ params }: PageProps<"/[workspace]/notifications">) {
  const [{ workspace: slug }, { timeZone }] = [await params, await api.workspaces.get()];
  return (
    <HydrateClient>
      <Notifications base={`/${slug}`} zone={timeZone} />
    </HydrateClient>
  );
}
