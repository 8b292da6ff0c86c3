import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CalendarPage } from "@/modules/planning/components/calendar";
import { parseDay, windowOf } from "@/modules/planning/components/calendar-window";
import { dayOf } from "@/modules/publishing/components/composer-times";
import { postRightsOf } from "@/modules/publishing/components/post-rights";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("planning.calendar");
  return { title: t("title") };
}

/** What goes out, and when. */
export default async function Page({ params, searchParams }: PageProps<"/[workspace]/calendar">) {
  const [{ workspace: slug }, { date, view, channels, campaigns, labels }] = await Promise.all([
    params,
    searchParams,
  ]);
  const caller = await (await requestContext()).requireCaller();
  const now = caller.clock.now();
  const [{ timeZone: zone }] = await Promise.all([
    api.workspaces.get(),
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
    api.planning.swatches.prefetch(),
  ]);
  const day = (typeof date === "string" && parseDay(date)) || dayOf(now, zone);
  const { grid } = windowOf(view === "week" ? "week" : "month", day, zone);
  if (!channels && !campaigns && !labels && view !== "list") await api.planning.grid.prefetch(grid);
  return (
    <HydrateClient>
      <CalendarPage rights={postRightsOf(caller)} zone={zone} base={`/${slug}`} now={now} />
    </HydrateClient>
  );
}
