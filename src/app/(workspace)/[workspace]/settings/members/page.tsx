import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { MembersSettings } from "@/modules/workspaces/components/members-settings";
import { api, HydrateClient } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("settings"))("members.title"),
});

/** Who is in the workspace, and who is invited. */
export default async function MembersPage() {
  const { role } = await api.workspaces.get();
  await Promise.all([
    api.workspaces.get.prefetch(),
    api.workspaces.members.prefetch(),
    // Only managers see invitations: nobody else's page asks for what would be refused.
    (role === "owner" || role === "admin") && api.workspaces.invitations.prefetch(),
  ]);
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton />}>
        <MembersSettings />
      </Suspense>
    </HydrateClient>
  );
}
