import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { can } from "@/kernel/permissions";
import { ApiKeys } from "@/modules/apikeys/components/api-keys";
import { api, HydrateClient, requestContext } from "@/trpc/server";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("apikeys"))("title"),
});

/** Keys for the workspace's own programs and other services. */
export default async function ApiKeysPage() {
  const caller = await (await requestContext()).requireCaller();
  if (!can(caller, "apiKey.manage")) return <ForManagersOnly />;
  const { timeZone } = await api.workspaces.get();
  await api.apiKeys.list.prefetch();
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton rows={3} />}>
        <ApiKeys zone={timeZone} />
      </Suspense>
    </HydrateClient>
  );
}

async function ForManagersOnly() {
  const t = await getTranslations("apikeys");
  return <EmptyState icon={Lock} title={t("forbidden.title")} description={t("forbidden.description")} />;
}
