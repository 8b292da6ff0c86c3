import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { hasWorkspace } from "@/modules/workspaces/queries";
import { askedPathHeader } from "@/platform/asked-path";

/** Have somebody sign in who came without a session, and then see what was asked for; where no workspace is, say so. */
export async function askToSignIn(slug: string): Promise<never> {
  if (!(await hasWorkspace(slug))) notFound();
  const asked = (await headers()).get(askedPathHeader) ?? `/${slug}`;
  redirect(`/sign-in?next=${encodeURIComponent(asked)}`);
}
