import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { can } from "@/kernel/permissions";
import { DoctorReport } from "@/modules/doctor/components/doctor-report";
import { api, HydrateClient, requestContext } from "@/trpc/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("doctor");
  return { title: t("title") };
}

/** What the product runs on, for those who answer for it. */
export default async function DoctorPage() {
  const caller = await (await requestContext()).requireCaller();
  if (!can(caller, "doctor.read")) notFound();
  const [workspace] = await Promise.all([api.workspaces.get(), api.doctor.report.prefetch()]);
  return (
    <HydrateClient>
      <DoctorReport zone={workspace.timeZone} />
    </HydrateClient>
  );
}
