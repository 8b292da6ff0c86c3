import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { MediaLibrary } from "@/modules/media/components/media-library";
import { getWorkspace } from "@/modules/workspaces/queries";
import { requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("media");
  return { title: t("title") };
}

/** The media library of a workspace. */
export default async function Page() {
  const caller = await (await requestContext()).requireCaller();
  const { timeZone } = await getWorkspace(caller);
  return <MediaLibrary canWrite={can(caller, "media.write")} zone={timeZone} />;
}
