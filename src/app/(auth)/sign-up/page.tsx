import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OtherWays } from "@/modules/identity/components/other-ways";
import { SignUpForm } from "@/modules/identity/components/sign-up-form";
import { returnPathOf } from "@/modules/identity/policy";
import { socialProviderNames } from "@/platform/auth-providers";
import { api } from "@/trpc/server";
import { PageHeader } from "@/ui/patterns/page-header";
import { Link } from "@/ui/primitives/link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("signUp.title"),
});

/** Sign up. */
export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const { next, email } = await searchParams;
  const path = returnPathOf(next);
  if (await api.identity.viewer()) redirect(path ?? "/start");
  const t = await getTranslations("auth.signUp");
  const signIn = path ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in";
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <SignUpForm next={path} email={typeof email === "string" ? email : undefined} />
      <OtherWays providers={socialProviderNames()} next={path} />
      <p className="mt-6 text-center text-sm text-ink-muted">
        {t.rich("have", { link: (words) => <Link href={signIn}>{words}</Link> })}
      </p>
    </>
  );
}
