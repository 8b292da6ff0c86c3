import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { SecuritySettings } from "@/modules/identity/components/security-settings";
import { api, HydrateClient } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("settings"))("security.title"),
});

/** Password, second factor, passkeys and devices. */
export default async function SecurityPage() {
  await Promise.all([
    api.identity.me.prefetch(),
    api.identity.security.prefetch(),
    api.identity.sessions.prefetch(),
  ]);
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton />}>
        <SecuritySettings />
      </Suspense>
    </HydrateClient>
  );
}
