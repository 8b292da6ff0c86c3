"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { api } from "@/trpc/client";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { DeliveryView } from "../schemas";
import { DeliveryAttempts } from "./delivery-attempts";

/** What was tried, read again whenever the delivery has moved. */
export function DeliveryHistory({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const t = useTranslations("publishing.attempts");
  const { id: deliveryId, state, attemptsMade, dueAt, channelName } = delivery;
  const { data, isPending, refetch } = api.publishing.delivery.useQuery({ deliveryId });
  const mark = `${state} ${attemptsMade} ${dueAt.getTime()}`;
  const seen = data && `${data.state} ${data.attemptsMade} ${data.dueAt.getTime()}`;
  useEffect(() => {
    if (seen !== undefined && seen !== mark) void refetch();
  }, [mark, seen, refetch]);
  if (attemptsMade === 0 && !data?.attempts.length) return null;
  return (
    <details open={state !== "published" || undefined} className="group rounded-md border border-line">
      <summary className="flex items-center justify-between gap-3 rounded-md px-3 py-2 text-sm font-medium pointer-coarse:min-h-11">
        {t("title")}
        <span className="flex items-center gap-2 text-xs font-normal text-ink-subtle">
          {data && t("count", { count: data.attempts.length })}
          <ChevronDown aria-hidden className="size-4 transition-transform group-open:rotate-180" />
        </span>
      </summary>
      <div className="border-t border-line px-3 py-3">
        {isPending || !data ? (
          <Skeleton className="h-10" />
        ) : (
          <DeliveryAttempts attempts={data.attempts} channelName={channelName} zone={zone} />
        )}
      </div>
    </details>
  );
}
