import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { LabelsSettings } from "@/modules/labels/components/labels-settings";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("labels"))("title"),
});

/** The labels of a workspace. */
export default async function LabelsPage({ params }: PageProps<"/[workspace]/settings/labels">) {
  const { workspace: slug } = await params;
  const caller = await (await requestContext()).requireCaller();
  await api.labels.list.prefetch({});
  return (
    <HydrateClient>
      <LabelsSettings canWrite={can(caller, "plan.organise")} base={`/${slug}`} />
    </HydrateClient>
  );
}
