import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { systemClock } from "@/kernel/context";
import { ShareGone } from "@/modules/sharing/components/share-gone";
import { SharedPlan } from "@/modules/sharing/components/shared-plan";
import { monthWindowOf } from "@/modules/sharing/policy.month";
import { findShare, listSharedPosts } from "@/modules/sharing/queries";
import { clientAddressOf } from "@/platform/client-address";
import { rateLimit } from "@/platform/ratelimit";

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The address holds a secret: no robot keeps it, and no site that is left for learns it. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sharing");
  return {
    title: t("page.readOnly"),
    robots: { index: false, follow: false, nocache: true },
    referrer: "no-referrer",
  };
}

/** A plan for whoever holds its address. */
export default async function SharePage({ params, searchParams }: Props) {
  const [{ token }, { month, view }] = await Promise.all([params, searchParams]);
  const { allowed } = await rateLimit("share.read", clientAddressOf(await headers()));
  if (!allowed) return <ShareGone reason="limited" />;
  const found = await findShare(token, systemClock);
  if (found.status !== "open" || found.share.kind !== "calendar")
    return <ShareGone reason={found.status === "open" ? "unknown" : found.status} />;
  const { share } = found;
  const now = systemClock.now();
  const window = monthWindowOf(month, share.timeZone, now);
  const plan = await listSharedPosts(share, window, systemClock);
  return (
    <SharedPlan
      {...{ share, ...plan, window, now }}
      view={view === "list" ? "list" : "month"}
      base={`/share/${token}`}
    />
  );
}
