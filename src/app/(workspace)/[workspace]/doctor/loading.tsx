import { useTranslations } from "next-intl";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";

/** Shown while the services are asked, which takes seconds when one of them does not answer. */
export default function Loading() {
  const t = useTranslations("doctor");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <ListSkeleton rows={6} />
    </>
  );
}
