import { PenLine } from "lucide-react";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { can } from "@/kernel/permissions";
import { HealthBanner } from "@/modules/health/components/health-banner";
import { ConfirmAddressNotice } from "@/modules/identity/components/confirm-address-notice";
import { UserMenu } from "@/modules/identity/components/user-menu";
import { AppRuntime } from "@/modules/notifications/components/app-runtime";
import { NotificationBell } from "@/modules/notifications/components/notification-bell";
import { UnsyncedDrafts } from "@/modules/publishing/components/unsynced-drafts";
import { WorkspaceSwitcher } from "@/modules/workspaces/components/workspace-switcher";
import { buildId } from "@/platform/build";
import { api, requestContext } from "@/trpc/server";
import { ButtonLink } from "@/ui/primitives/button-link";
import { AppShell } from "@/ui/shell/app-shell";
import { navigationOf } from "../navigation";
import { askToSignIn } from "../stranger";

interface WorkspaceLayoutProps {
  children: ReactNode;
  params: Promise<{ workspace: string }>;
}

/** The gate of a workspace: a session, a seat in it, and the frame. Everybody else goes no further. */
export default async function WorkspaceLayout({ children, params }: WorkspaceLayoutProps) {
  const slug = (await params).workspace;
  const viewer = await api.identity.viewer();
  if (!viewer) return askToSignIn(slug);
  const workspaces = await api.workspaces.list();
  const current = workspaces.find((workspace) => workspace.slug === slug);
  if (!current) notFound();
  const [t, caller] = [await getTranslations(), await (await requestContext()).requireCaller()];
  const base = `/${slug}`;
  const { nav, actions } = navigationOf({
    base,
    label: (key) => t(`nav.${key}`),
    can: (permission) => can(caller, permission),
  });
  return (
    <AppShell
      homeHref={base}
      nav={nav}
      actions={actions}
      switcher={<WorkspaceSwitcher current={current} workspaces={workspaces} />}
      userMenu={<UserMenu name={viewer.name} email={viewer.email} base={base} />}
      topBar={
        <>
          {can(caller, "post.write") && (
            <ButtonLink href={`${base}/compose`} variant="primary" className="max-sm:w-9 max-sm:px-0">
              <PenLine aria-hidden />
              <span className="max-sm:sr-only">{t("nav.newPost")}</span>
            </ButtonLink>
          )}
          <NotificationBell base={base} zone={current.timeZone} />
        </>
      }
      notice={
        <>
          {viewer.emailVerified ? null : <ConfirmAddressNotice email={viewer.email} />}
          <HealthBanner />
          <UnsyncedDrafts
            base={base}
            workspaceId={current.id}
            userId={viewer.id}
            name={current.name}
            language={current.locale}
          />
          <AppRuntime build={buildId()} slug={slug} />
        </>
      }
    >
      {children}
    </AppShell>
  );
}
