import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { CampaignPage } from "@/modules/campaigns/components/campaign-page";
import { postRightsOf } from "@/modules/publishing/components/post-rights";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("campaigns"))("one"),
});

/** One campaign with its posts. */
export default async function Page({ params }: PageProps<"/[workspace]/campaigns/[campaignId]">) {
  const { workspace: slug, campaignId } = await params;
  if (!isId("campaign", campaignId)) notFound();
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.campaigns.get.prefetch({ campaignId }),
    api.planning.swatches.prefetch(),
    api.channels.networks.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <CampaignPage
        campaignId={campaignId}
        rights={postRightsOf(caller)}
        zone={workspace.timeZone}
        base={`/${slug}`}
      />
    </HydrateClient>
  );
}
