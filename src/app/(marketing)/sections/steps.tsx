import { useTranslations } from "next-intl";

const STEPS = ["write", "place", "publish", "read"] as const;

/** How the work goes, from a text to its figures. */
export function Steps() {
  const t = useTranslations("marketing.steps");
  return (
    <section className="mx-auto max-w-6xl px-4 py-20 sm:px-8">
      <h2 className="max-w-xl text-3xl font-semibold">{t("title")}</h2>
      <ol className="mt-10 grid gap-x-10 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
        {STEPS.map((step, index) => (
          <li key={step} className="grid content-start gap-2 border-t-2 border-accent pt-4">
            <span aria-hidden className="tabular font-mono text-xs text-ink-subtle">
              {`0${index + 1}`}
            </span>
            <h3 className="font-semibold">{t(`${step}.title`)}</h3>
            <p className="text-sm leading-relaxed text-ink-muted">{t(`${step}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
