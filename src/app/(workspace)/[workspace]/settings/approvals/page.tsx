import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { can } from "@/kernel/permissions";
import { ApprovalSettings } from "@/modules/approvals/components/approval-settings";
import { api, HydrateClient, requestContext } from "@/trpc/server";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("approvals.settings"))("title"),
});

/** Who must agree before a post of this workspace goes out. */
export default async function ApprovalsPage() {
  const caller = await (await requestContext()).requireCaller();
  await Promise.all([api.approvals.policies.prefetch(), api.channels.list.prefetch({})]);
  return (
    <HydrateClient>
      <Suspense fallback={<ListSkeleton rows={5} />}>
        <ApprovalSettings editable={can(caller, "approval.configure")} />
      </Suspense>
    </HydrateClient>
  );
}
