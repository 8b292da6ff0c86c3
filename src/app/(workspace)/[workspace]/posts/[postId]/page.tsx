import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { PostPage } from "@/modules/publishing/components/post-page";
import { postRightsOf } from "@/modules/publishing/components/post-rights";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("publishing.post");
  return { title: t("title") };
}

/** One post and what became of it. */
export default async function Page({ params }: PageProps<"/[workspace]/posts/[postId]">) {
  const { workspace: slug, postId } = await params;
  if (!isId("post", postId)) notFound();
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.publishing.get.prefetch({ postId }),
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <PostPage postId={postId} rights={postRightsOf(caller)} zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
