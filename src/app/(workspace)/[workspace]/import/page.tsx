import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { ExportOnly } from "@/modules/imports/components/export-only";
import { ImportHistory } from "@/modules/imports/components/import-history";
import { ImportStart } from "@/modules/imports/components/import-start";
import { api, HydrateClient, requestContext } from "@/trpc/server";
import { PageHeader } from "@/ui/patterns/page-header";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports");
  return { title: t("title") };
}

/** Where files of posts come in, and what came in before. */
export default async function ImportPage({ params }: PageProps<"/[workspace]/import">) {
  const { workspace: slug } = await params;
  const t = await getTranslations("imports");
  const caller = await (await requestContext()).requireCaller();
  if (!can(caller, "post.write"))
    return (
      <>
        <PageHeader title={t("title")} description={t("description")} />
        <ExportOnly />
      </>
    );
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.imports.list.prefetchInfinite({ limit: 20 }),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t("title")} description={t("description")} />
      <ImportStart base={`/${slug}`} />
      <ImportHistory base={`/${slug}`} zone={workspace.timeZone} />
    </HydrateClient>
  );
}
