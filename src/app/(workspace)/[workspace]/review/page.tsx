import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReviewList } from "@/modules/approvals/components/review-list";
import { api, HydrateClient } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("approvals.list"))("title"),
});

/** What waits for approval. */
export default async function ReviewPage({ params }: PageProps<"/[workspace]/review">) {
  const { workspace: slug } = await params;
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.channels.list.prefetch({}),
    api.approvals.counts.prefetch(),
  ]);
  return (
    <HydrateClient>
      <ReviewList zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
