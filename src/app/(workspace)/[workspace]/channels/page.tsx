import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { Channels } from "@/modules/channels/components/channel-list";
import { ConnectionResult } from "@/modules/channels/components/connection-result";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels");
  return { title: t("title") };
}

/** The accounts and places that the workspace publishes to. */
export default async function ChannelsPage() {
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.channels.networks.prefetch({}),
    api.channels.list.prefetchInfinite({}),
  ]);
  return (
    <HydrateClient>
      <ConnectionResult />
      <Channels canManage={can(caller, "channel.manage")} zone={workspace.timeZone} />
    </HydrateClient>
  );
}
