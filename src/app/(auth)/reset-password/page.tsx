import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ResetPasswordForm } from "@/modules/identity/components/reset-password-form";
import { PageHeader } from "@/ui/patterns/page-header";
import { Banner } from "@/ui/primitives/banner";
import { ButtonLink } from "@/ui/primitives/button-link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("reset.title"),
  // The address holds the token: nobody else may learn it.
  referrer: "no-referrer",
});

/** Choose a new password by the link of the mail. */
export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  const t = await getTranslations("auth.reset");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {typeof token === "string" && token ? (
        <ResetPasswordForm token={token} />
      ) : (
        <Banner
          tone="danger"
          title={t("missingTitle")}
          actions={<ButtonLink href="/forgot-password">{t("again")}</ButtonLink>}
        >
          {t("missing")}
        </Banner>
      )}
    </>
  );
}
