import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { QueuePage } from "@/modules/queues/components/queue-page";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("queues");
  return { title: t("title") };
}

/** The weekly slots of each channel, and what waits for them. */
export default async function WorkspaceQueuePage({ params }: PageProps<"/[workspace]/queue">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.queues.list.prefetch(),
    api.channels.list.prefetch({}),
  ]);
  const rights = { manage: can(caller, "queue.manage"), write: can(caller, "post.write") };
  return (
    <HydrateClient>
      <QueuePage rights={rights} zone={workspace.timeZone} base={`/${slug}`} />
    </HydrateClient>
  );
}
