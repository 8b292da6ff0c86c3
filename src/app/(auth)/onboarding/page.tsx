import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CreateWorkspaceForm } from "@/modules/workspaces/components/create-workspace-form";
import { OpenInvitations } from "@/modules/workspaces/components/open-invitations";
import { api } from "@/trpc/server";
import { PageHeader } from "@/ui/patterns/page-header";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("workspaces"))("create.title"),
});

/** Make a workspace, the first one or another. */
export default async function OnboardingPage() {
  if (!(await api.identity.viewer())) redirect("/sign-in?next=/onboarding");
  const t = await getTranslations("workspaces.create");
  return (
    <>
      <OpenInvitations offers={await api.workspaces.myInvitations()} />
      <PageHeader title={t("title")} description={t("description")} />
      <CreateWorkspaceForm />
    </>
  );
}
