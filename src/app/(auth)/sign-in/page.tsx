import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OtherWays } from "@/modules/identity/components/other-ways";
import { SignInForm } from "@/modules/identity/components/sign-in-form";
import { returnPathOf } from "@/modules/identity/policy";
import { socialProviderNames } from "@/platform/auth-providers";
import { api } from "@/trpc/server";
import { PageHeader } from "@/ui/patterns/page-header";
import { Banner } from "@/ui/primitives/banner";
import { Link } from "@/ui/primitives/link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("signIn.title"),
});

/** Sign in. */
export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, email, error } = await searchParams;
  const path = returnPathOf(next);
  if (await api.identity.viewer()) redirect(path ?? "/start");
  const t = await getTranslations("auth.signIn");
  const signUp = path ? `/sign-up?next=${encodeURIComponent(path)}` : "/sign-up";
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {error && <Banner className="mb-5" tone="danger" title={t("refused")} />}
      <SignInForm next={path} email={typeof email === "string" ? email : undefined} />
      <OtherWays providers={socialProviderNames()} next={path} passkey />
      <p className="mt-6 text-center text-sm text-ink-muted">
        {t.rich("none", { link: (words) => <Link href={signUp}>{words}</Link> })}
      </p>
    </>
  );
}
