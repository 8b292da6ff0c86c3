import { useTranslations } from "next-intl";

/** The id of the main region, where the skip link leads. */
export const MAIN_ID = "main";

/** The first stop of the keyboard: past the navigation. */
export function SkipLink() {
  const t = useTranslations("ui");
  return (
    <a
      href={`#${MAIN_ID}`}
      className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2.5 text-sm font-medium text-on-accent shadow-md focus:translate-y-0"
    >
      {t("skipToContent")}
    </a>
  );
}
