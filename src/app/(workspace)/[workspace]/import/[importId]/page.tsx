import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isId } from "@/kernel/ids";
import { ImportWizard } from "@/modules/imports/components/import-wizard";
import { api, HydrateClient } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports");
  return { title: t("title") };
}

/** One file on its way into the plan: its columns, its rows, what became of them. */
export default async function ImportFilePage({ params }: PageProps<"/[workspace]/import/[importId]">) {
  const { workspace: slug, importId } = await params;
  if (!isId("import", importId)) notFound();
  const [workspace] = await Promise.all([
    api.workspaces.get(),
    api.imports.get.prefetch({ importId }),
    api.channels.list.prefetch({}),
    api.channels.networks.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <ImportWizard importId={importId} base={`/${slug}`} zone={workspace.timeZone} />
    </HydrateClient>
  );
}
