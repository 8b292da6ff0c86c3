import { useTranslations } from "next-intl";
import { Banner } from "@/ui/primitives/banner";
import { ExportButton } from "./export-button";

/** For those who read the plan and do not write it: it can be taken out, nothing can be brought in. */
export function ExportOnly() {
  const t = useTranslations("imports.readOnly");
  return (
    <Banner
      title={t("title")}
      actions={
        <>
          <ExportButton format="csv" />
          <ExportButton format="json" />
        </>
      }
    >
      {t("description")}
    </Banner>
  );
}
