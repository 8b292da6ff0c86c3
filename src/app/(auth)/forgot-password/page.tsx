import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ForgotPasswordForm } from "@/modules/identity/components/forgot-password-form";
import { PageHeader } from "@/ui/patterns/page-header";
import { Link } from "@/ui/primitives/link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("forgot.title"),
});

/** Ask for a link to choose a new password. */
export default async function ForgotPasswordPage() {
  const t = await getTranslations("auth.forgot");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <ForgotPasswordForm />
      <p className="mt-6 text-center text-sm">
        <Link href="/sign-in">{t("back")}</Link>
      </p>
    </>
  );
}
