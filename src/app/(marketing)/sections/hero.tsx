import { useTranslations } from "next-intl";
import { ButtonLink } from "@/ui/primitives/button-link";
import { PostJourney } from "./post-journey";

/** The promise, and the journey of one post as an example. */
export function Hero() {
  const t = useTranslations("marketing.hero");
  return (
    <section className="relative overflow-hidden border-b border-line">
      <div className="mx-auto grid max-w-6xl items-center gap-12 px-4 pt-16 pb-20 sm:px-8 lg:grid-cols-[1.05fr_1fr] lg:pt-24 lg:pb-28">
        <div className="grid justify-items-start gap-6">
          <h1 className="text-4xl leading-[1.08] font-semibold tracking-[-0.03em] sm:text-[3.25rem]">
            {t("title")}
          </h1>
          <p className="max-w-lg text-lg leading-relaxed text-ink-muted">{t("text")}</p>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href="/sign-up" variant="primary" size="lg">
              {t("start")}
            </ButtonLink>
            <ButtonLink href="/sign-in" size="lg">
              {t("signIn")}
            </ButtonLink>
          </div>
          <p className="text-sm text-ink-subtle">{t("note")}</p>
        </div>
        <PostJourney />
      </div>
      <div aria-hidden className="tick-rule absolute inset-x-0 bottom-0 h-3" />
    </section>
  );
}
