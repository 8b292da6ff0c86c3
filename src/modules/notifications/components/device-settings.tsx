"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Section } from "@/ui/patterns/section";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { Skeleton } from "@/ui/primitives/skeleton";
import { toast } from "@/ui/primitives/toast";
import { type DeviceState, endpointOfDevice, readDevice, subscribeDevice } from "./push-device";

interface DeviceSettingsProps {
  /** The key that browsers subscribe with; null when nothing can be sent. */
  pushKey: string | null;
  endpoints: readonly string[];
}

/** Messages on this very device: the browser is asked for its permission only when somebody presses. */
export function DeviceSettings({ pushKey, endpoints }: DeviceSettingsProps) {
  const t = useTranslations("notifications.settings.devices");
  const device = useQuery({
    queryKey: ["push-device", endpoints],
    queryFn: () => readDevice(endpoints),
    staleTime: 0,
  });
  const others = endpoints.length - (device.data === "on" ? 1 : 0);
  return (
    <Section title={t("heading")} description={t("description")}>
      <Card>
        <CardContent className="grid gap-3">
          {pushKey === null ? (
            <Banner title={t("unavailable")} />
          ) : device.data ? (
            <DeviceChoice state={device.data} pushKey={pushKey} />
          ) : (
            <Skeleton className="h-9 w-60" />
          )}
          {others > 0 && <p className="text-sm text-ink-muted">{t("others", { count: others })}</p>}
        </CardContent>
      </Card>
    </Section>
  );
}

function DeviceChoice({ state, pushKey }: { state: DeviceState; pushKey: string }) {
  const t = useTranslations("notifications.settings.devices");
  const [utils, cache] = [api.useUtils(), useQueryClient()];
  const message = useErrorMessage();
  const [busy, setBusy] = useState(false);
  const subscribe = api.notifications.subscribePush.useMutation();
  const unsubscribe = api.notifications.unsubscribePush.useMutation();
  if (state === "unsupported" || state === "denied")
    return <Banner tone={state === "denied" ? "warning" : "info"} title={t(state)} />;

  const enable = async () => {
    const subscription = await subscribeDevice(pushKey).catch(() => undefined);
    if (subscription === undefined) return void toast.error(t("failed"));
    if (subscription === null) return;
    await subscribe.mutateAsync(subscription);
    toast.success(t("enabled"));
  };
  const disable = async () => {
    const endpoint = await endpointOfDevice();
    // Other workspaces may speak to the same browser, so it stays subscribed.
    if (endpoint) await unsubscribe.mutateAsync({ endpoint });
    toast.success(t("disabled"));
  };
  const change = async () => {
    setBusy(true);
    try {
      await (state === "on" ? disable() : enable());
    } catch (error) {
      toast.error(message(error));
    }
    await utils.notifications.settings.invalidate();
    await cache.invalidateQueries({ queryKey: ["push-device"] });
    setBusy(false);
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p role="status" className="flex items-center gap-2 text-sm">
        {state === "on" ? (
          <BellRing aria-hidden className="size-4 text-success-ink" />
        ) : (
          <BellOff aria-hidden className="size-4 text-ink-subtle" />
        )}
        {t(state)}
      </p>
      <Button variant={state === "on" ? "secondary" : "primary"} loading={busy} onClick={() => void change()}>
        {t(state === "on" ? "disable" : "enable")}
      </Button>
    </div>
  );
}
