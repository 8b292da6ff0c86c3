import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("auth"))("confirmed.title"),
});

/** Where the confirmation link of a mail ends. */
export default async function EmailConfirmedPage({ searchParams }: PageProps<"/email-confirmed">) {
  const { error } = await searchParams;
  const t = await getTranslations("auth.confirmed");
  return (
    <>
      <PageHeader
        title={t(error ? "failedTitle" : "title")}
        description={t(error ? "failedDescription" : "description")}
      />
      <ButtonLink href="/start" variant="primary" size="lg" block>
        {t("continue")}
      </ButtonLink>
    </>
  );
}
