import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { findSession } from "@/modules/identity/queries";
import { CreateWorkspaceForm } from "@/modules/workspaces/components/create-workspace-form";
import { OpenInvitations } from "@/modules/workspaces/components/open-invitations";
import { listInvitationsTo } from "@/modules/workspaces/queries";
import { PageHeader } from "@/ui/patterns/page-header";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("workspaces"))("create.title"),
});

/** Make a workspace, the first one or another. */
export default async function OnboardingPage() {
  const session = await findSession(await headers());
  if (!session) redirect("/sign-in?next=/onboarding");
  const t = await getTranslations("workspaces.create");
  return (
    <>
      <OpenInvitations offers={await listInvitationsTo(session.userId, new Date())} />
      <PageHeader title={t("title")} description={t("description")} />
      <CreateWorkspaceForm />
    </>
  );
}
