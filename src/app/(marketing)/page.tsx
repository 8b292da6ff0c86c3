import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Guarantees } from "./sections/guarantees";
import { Hero } from "./sections/hero";
import { Networks } from "./sections/networks";
import { Steps } from "./sections/steps";

/** What the search engines and the link previews say. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("marketing.meta");
  return {
    title: { absolute: t("title") },
    description: t("description"),
    openGraph: { title: t("title"), description: t("description"), type: "website" },
  };
}

/** The public front page: what Publify is, in the order in which one would ask. */
export default function LandingPage() {
  const t = useTranslations("marketing.closing");
  return (
    <>
      <Hero />
      <Steps />
      <Guarantees />
      <Networks />
      <section className="border-t border-line bg-sunken">
        <div className="mx-auto grid max-w-6xl justify-items-start gap-5 px-4 py-16 sm:px-8">
          <h2 className="max-w-xl text-3xl font-semibold">{t("title")}</h2>
          <p className="max-w-prose text-ink-muted">{t("text")}</p>
          <ButtonLink href="/sign-up" variant="primary" size="lg">
            {t("action")}
          </ButtonLink>
        </div>
      </section>
    </>
  );
}
