import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { dayMs, wallTimeOf } from "@/kernel/time";
import { Recurring } from "@/modules/series/components/series-list";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("series");
  return { title: t("title") };
}

/** Posts that repeat by a rule. */
export default async function RecurringPage({ params }: PageProps<"/[workspace]/recurring">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.channels.list.prefetch({ limit: 100 }),
    api.series.list.prefetchInfinite({ limit: 20 }),
  ]);
  const { timeZone } = workspace;
  const tomorrow = wallTimeOf(new Date(caller.clock.now().getTime() + dayMs), timeZone).slice(0, 10);
  return (
    <HydrateClient>
      <Recurring
        canManage={can(caller, "post.publish")}
        zone={timeZone}
        tomorrow={tomorrow}
        base={`/${slug}`}
      />
    </HydrateClient>
  );
}
