import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Today } from "@/modules/planning/components/today";
import { postRightsOf } from "@/modules/publishing/components/post-rights";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("planning.today");
  return { title: t("title") };
}

/** What is next, what needs somebody, what came of the last posts. */
export default async function TodayPage({ params }: PageProps<"/[workspace]">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.planning.today.prefetch(),
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <Today rights={postRightsOf(caller)} zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
