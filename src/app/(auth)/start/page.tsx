import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { lastWorkspaceCookie } from "@/modules/workspaces/schemas";
import { api } from "@/trpc/server";

/** Screens that a shortcut of the installed application may ask for. */
const SCREENS = ["compose", "calendar", "notifications"] as const;

/** The way in: to the workspace that was open last, to making one, or to signing in. */
export default async function StartPage({ searchParams }: PageProps<"/start">) {
  const { to } = await searchParams;
  const screen = SCREENS.find((known) => known === to);
  const here = screen ? `/start?to=${screen}` : "/start";
  if (!(await api.identity.viewer()))
    redirect(screen ? `/sign-in?next=${encodeURIComponent(here)}` : "/sign-in");
  const last = (await cookies()).get(lastWorkspaceCookie)?.value;
  const workspaces = await api.workspaces.list();
  const workspace = workspaces.find(({ slug }) => slug === last) ?? workspaces[0];
  if (!workspace) redirect("/onboarding");
  redirect(screen ? `/${workspace.slug}/${screen}` : `/${workspace.slug}`);
}
