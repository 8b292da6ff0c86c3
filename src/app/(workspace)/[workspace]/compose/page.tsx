import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { can } from "@/kernel/permissions";
import { Composer } from "@/modules/publishing/components/composer";
import { api, HydrateClient, requestContext } from "@/trpc/server";

interface Props {
  searchParams: Promise<{ post?: string | string[] }>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const t = await getTranslations("composer");
  return { title: t((await searchParams).post ? "editTitle" : "newTitle") };
}

/** Write a post: a new one, or the one that `?post=` names; `?at=` is the wall time that a calendar asked for. */
export default async function ComposePage({ searchParams }: Props) {
  const caller = await (await requestContext()).requireCaller();
  const { post } = await searchParams;
  await Promise.all([
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
    api.workspaces.get.prefetch(),
    isId("post", post) && api.publishing.get.prefetch({ postId: post }),
  ]);
  const { actor } = caller;
  return (
    <HydrateClient>
      <Composer
        userId={actor.type === "user" ? actor.userId : ""}
        rights={{
          write: can(caller, "post.write"),
          writeAny: can(caller, "post.writeAny"),
          plan: can(caller, "post.plan"),
          publish: can(caller, "post.publish"),
          resolve: can(caller, "delivery.resolve"),
          manageChannels: can(caller, "channel.manage"),
        }}
      />
    </HydrateClient>
  );
}
