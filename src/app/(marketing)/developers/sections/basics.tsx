import { useTranslations } from "next-intl";

const TOPICS = ["keys", "errors", "repeats", "lists"] as const;

/** What holds for every operation. */
export function Basics() {
  const t = useTranslations("developers.basics");
  return (
    <section aria-labelledby="basics" className="grid gap-4">
      <h2 id="basics" className="text-xl font-semibold">
        {t("title")}
      </h2>
      <dl className="grid gap-5 sm:grid-cols-2">
        {TOPICS.map((topic) => (
          <div key={topic} className="grid content-start gap-1">
            <dt className="font-semibold">{t(topic)}</dt>
            <dd className="text-sm text-ink-muted">{t(`${topic}Text`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
