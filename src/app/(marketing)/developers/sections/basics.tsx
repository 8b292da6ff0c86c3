import { useTranslations } from "next-intl";
import { SCOPE_NAMES } from "@/kernel/permissions";

const TOPICS = ["keys", "errors", "repeats", "lists"] as const;

/** What each scope of a key opens, in the words of the page where keys are made. */
function Scopes() {
  const t = useTranslations("developers.basics");
  const words = useTranslations("apikeys.scopes");
  return (
    <div className="grid gap-2">
      <h3 className="font-semibold">{t("scopes")}</h3>
      <p className="text-sm text-ink-muted">{t("scopesText")}</p>
      <dl className="grid gap-x-5 gap-y-2 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
        {SCOPE_NAMES.map((scope) => (
          <div key={scope} className="contents">
            <dt className="font-mono">{scope}</dt>
            <dd className="text-ink-muted">
              {words(`${scope}.label`)}. {words(`${scope}.hint`)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

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
      <Scopes />
    </section>
  );
}
