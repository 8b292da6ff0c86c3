import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { findSession } from "@/modules/identity/queries";
import { listWorkspaces } from "@/modules/workspaces/queries";

/** The way in: to one's workspace, to making one, or to signing in. */
export default async function StartPage() {
  const session = await findSession(await headers());
  if (!session) redirect("/sign-in");
  const [first] = await listWorkspaces(session.userId);
  redirect(first ? `/${first.slug}` : "/onboarding");
}
