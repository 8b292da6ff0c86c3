import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { Snippets } from "@/modules/snippets/components/snippets";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("snippets"))("title"),
});

/** Templates, hashtag sets, signatures and variables. */
export default async function SnippetsPage({ params }: PageProps<"/[workspace]/snippets">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  await Promise.all([api.snippets.list.prefetch({ kind: "template" }), api.channels.networks.prefetch({})]);
  return (
    <HydrateClient>
      <Snippets
        canWrite={can(caller, "snippet.write")}
        canPublish={can(caller, "snippet.putIn")}
        base={`/${slug}`}
      />
    </HydrateClient>
  );
}
