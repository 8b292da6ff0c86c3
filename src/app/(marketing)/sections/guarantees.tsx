import { CircleHelp, Copy, History, Timer } from "lucide-react";
import { useTranslations } from "next-intl";

const GUARANTEES = [
  { key: "once", icon: Copy },
  { key: "time", icon: Timer },
  { key: "proof", icon: History },
  { key: "unknown", icon: CircleHelp },
] as const;

/** What is different here: rules of the product, not figures. */
export function Guarantees() {
  const t = useTranslations("marketing.guarantees");
  return (
    <section className="border-y border-line bg-surface">
      <div className="mx-auto grid max-w-6xl gap-12 px-4 py-20 sm:px-8 lg:grid-cols-[1fr_2fr]">
        <div className="grid content-start gap-3">
          <h2 className="text-3xl font-semibold">{t("title")}</h2>
          <p className="text-ink-muted">{t("text")}</p>
        </div>
        <ul className="grid gap-x-10 gap-y-9 sm:grid-cols-2">
          {GUARANTEES.map(({ key, icon: Icon }) => (
            <li key={key} className="grid content-start gap-2">
              <Icon aria-hidden className="size-5 text-accent-ink" />
              <h3 className="font-semibold">{t(`${key}.title`)}</h3>
              <p className="text-sm leading-relaxed text-ink-muted">{t(`${key}.text`)}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
