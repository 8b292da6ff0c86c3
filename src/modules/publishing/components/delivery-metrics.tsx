"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { KnownValue } from "@/ui/patterns/known-value";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { DeliveryView } from "../schemas";
import { useNetworkLook } from "./delivery-network";
import { RelativeTime } from "./post-time";

const COUNTS = ["likes", "reposts", "replies", "views"] as const;
/** Counts older than this are read again when the page opens. */
const staleMs = minuteMs;

/** Read a delivery's counts from its network on request, and once by itself when they are old. */
function useCounts(delivery: DeliveryView) {
  const t = useTranslations("publishing.metrics");
  const message = useErrorMessage();
  const network = useNetworkLook()(delivery.network).name;
  const cache = api.useUtils();
  const asked = useRef(false);
  const { mutate, isPending, data } = api.metrics.refresh.useMutation({
    onSuccess: ({ metrics }) => {
      if (metrics) void cache.publishing.get.invalidate({ postId: delivery.postId });
    },
  });
  const takenAt = delivery.metrics?.takenAt.getTime();
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    if (takenAt === undefined || Date.now() - takenAt > staleMs) mutate({ deliveryId: delivery.id });
  }, [delivery.id, mutate, takenAt]);
  const refresh = () =>
    mutate(
      { deliveryId: delivery.id },
      {
        onSuccess: ({ known, reason }) => {
          if (known) toast.success(t("refreshed", { network }));
          else if (reason !== "ok") toast.info(t(`why.${reason}`, { network }));
        },
        onError: (error) => toast.error(message(error)),
      },
    );
  const reason = data && !data.known && data.reason !== "ok" ? data.reason : null;
  return { network, refresh, isPending, reason, why: reason && t(`why.${reason}`, { network }) };
}

/** Likes, reposts, replies and views once the network told any; a count that it keeps to itself is a dash that says why. */
export function DeliveryMetrics({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const t = useTranslations("publishing.metrics");
  const format = useFormat();
  const { network, refresh, isPending, reason, why } = useCounts(delivery);
  const { metrics } = delivery;
  return (
    <section aria-label={t("label", { network })} className="grid gap-2">
      {metrics && (
        <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
          {COUNTS.map((name) => {
            const value = metrics[name];
            return (
              <div key={name} className="rounded-md bg-sunken px-3 py-2">
                <dt className="text-xs text-ink-muted">{t(name)}</dt>
                <dd className="tabular text-lg font-semibold">
                  <KnownValue
                    value={value === null ? null : format.number(value)}
                    reason={t("notTold", { network })}
                  />
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-ink-subtle">
        <p role="status" className="min-w-0">
          {metrics
            ? t.rich("takenAt", { when: () => <RelativeTime at={metrics.takenAt} zone={zone} /> })
            : (why ?? t(isPending ? "reading" : "never"))}
          {metrics && why && ` · ${why}`}
        </p>
        {/* Asking again changes nothing where a network tells no counts. */}
        {reason !== "not_told" && (
          <Button size="sm" variant="ghost" loading={isPending} onClick={refresh}>
            <RotateCw aria-hidden />
            {t("refresh")}
          </Button>
        )}
      </div>
    </section>
  );
}
