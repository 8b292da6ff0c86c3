import { useTranslations } from "next-intl";

const NETWORKS = ["site", "bluesky", "mastodon", "webhook"] as const;

/** Where a post can go today; nothing is listed that is not built. */
export function Networks() {
  const t = useTranslations("marketing.networks");
  return (
    <section className="mx-auto max-w-6xl px-4 py-20 sm:px-8">
      <h2 className="max-w-xl text-3xl font-semibold">{t("title")}</h2>
      <p className="mt-3 max-w-prose text-ink-muted">{t("text")}</p>
      <dl className="mt-10 divide-y divide-line border-y border-line">
        {NETWORKS.map((key) => (
          <div key={key} className="grid gap-x-8 gap-y-1 py-5 sm:grid-cols-[14rem_1fr]">
            <dt className="font-semibold">{t(`${key}.name`)}</dt>
            <dd className="text-ink-muted">{t(`${key}.text`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
