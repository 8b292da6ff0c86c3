import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ProfileSettings } from "@/modules/identity/components/profile-settings";
import { api, HydrateClient } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("settings"))("profile.title"),
});

/** One's name, address, language and colours. */
export default async function ProfilePage() {
  await api.identity.me.prefetch();
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton rows={3} />}>
        <ProfileSettings />
      </Suspense>
    </HydrateClient>
  );
}
