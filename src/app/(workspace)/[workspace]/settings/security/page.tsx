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
export default function SecurityPage() {
  void api.identity.me.prefetch();
  void api.identity.security.prefetch();
  void api.identity.sessions.prefetch();
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton />}>
        <SecuritySettings />
      </Suspense>
    </HydrateClient>
  );
}
