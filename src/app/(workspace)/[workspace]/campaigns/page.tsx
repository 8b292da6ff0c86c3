import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { Campaigns } from "@/modules/campaigns/components/campaigns";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("campaigns"))("title"),
});

/** The campaigns of a workspace. */
export default async function CampaignsPage({ params }: PageProps<"/[workspace]/campaigns">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  await api.campaigns.list.prefetch({ state: "active" });
  return (
    <HydrateClient>
      <Campaigns canWrite={can(caller, "plan.organise")} base={`/${slug}`} />
    </HydrateClient>
  );
}
