import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PostList } from "@/modules/planning/components/post-list";
import { postRightsOf } from "@/modules/publishing/components/post-rights";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("planning.posts");
  return { title: t("title") };
}

/** All posts of a workspace. */
export default async function PostsPage({ params }: PageProps<"/[workspace]/posts">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <PostList rights={postRightsOf(caller)} zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
