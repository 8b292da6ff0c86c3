import { useTranslations } from "next-intl";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";

/** Shown while the channels are read. */
export default function Loading() {
  const t = useTranslations("channels");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <ListSkeleton rows={4} />
    </>
  );
}
