import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { MediaLibrary } from "@/modules/media/components/media-library";
import { libraryPageSize } from "@/modules/media/schemas";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("media");
  return { title: t("title") };
}

/** The media library of a workspace. */
export default async function MediaPage() {
  const caller = await (await requestContext()).requireCaller();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.media.list.prefetchInfinite({ limit: libraryPageSize }),
  ]);
  return (
    <HydrateClient>
      <MediaLibrary canWrite={can(caller, "media.write")} zone={workspace.timeZone} />
    </HydrateClient>
  );
}
