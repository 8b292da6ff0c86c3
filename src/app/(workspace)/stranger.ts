import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { askedPathHeader } from "@/platform/asked-path";
import { api } from "@/trpc/server";

/** Have somebody sign in who came without a session, and then see what was asked for; where no workspace is, say so. */
export async function askToSignIn(slug: string): Promise<never> {
  if (!(await api.workspaces.exists({ slug }))) notFound();
  const asked = (await headers()).get(askedPathHeader) ?? `/${slug}`;
  redirect(`/sign-in?next=${encodeURIComponent(asked)}`);
}
