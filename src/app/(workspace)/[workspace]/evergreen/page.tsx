import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { EvergreenPage } from "@/modules/evergreen/components/evergreen-page";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("evergreen");
  return { title: t("title") };
}

/** Collections of posts that stay true, and fill free slots. */
export default async function Evergreen({ params }: PageProps<"/[workspace]/evergreen">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.channels.list.prefetch({ limit: 100 }),
    api.evergreen.collections.prefetch(),
  ]);
  return (
    <HydrateClient>
      <EvergreenPage canManage={can(caller, "queue.manage")} zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
