import { redirect } from "next/navigation";
import { api } from "@/trpc/server";

/** The way in: to one's workspace, to making one, or to signing in. */
export default async function StartPage() {
  if (!(await api.identity.viewer())) redirect("/sign-in");
  const [first] = await api.workspaces.list();
  redirect(first ? `/${first.slug}` : "/onboarding");
}
