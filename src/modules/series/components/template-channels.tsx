"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { Id } from "@/kernel/ids";
import { ChannelChip } from "@/modules/publishing/components/composer-channel-chip";
import { api } from "@/trpc/client";
import { Skeleton } from "@/ui/primitives/skeleton";

/** Channels of one page: a workspace with more chooses in the composer. */
const shownMax = 100;

export interface TemplateChannelsProps {
  label: string;
  hint?: string;
  chosen: readonly Id<"channel">[];
  error?: string;
  onChange: (channelIds: Id<"channel">[]) => void;
}

/** Where posts go: every connected channel as a button that is pressed when it is chosen. */
export function TemplateChannels({ label, hint, chosen, error, onChange }: TemplateChannelsProps) {
  const t = useTranslations("series.template");
  const id = useId();
  const channels = api.channels.list.useQuery({ limit: shownMax });
  const here = (channels.data?.items ?? []).filter(
    (channel) => channel.state !== "disconnected" || chosen.includes(channel.id),
  );
  const toggle = (channelId: Id<"channel">, on: boolean) =>
    onChange(on ? [...chosen, channelId] : chosen.filter((one) => one !== channelId));
  return (
    <div className="grid gap-1.5">
      <span id={id} className="text-sm font-medium">
        {label}
      </span>
      {channels.isPending && <Skeleton className="h-10 w-64 rounded-full" />}
      {channels.isSuccess && here.length === 0 && <p className="text-sm text-ink-muted">{t("noChannels")}</p>}
      <div
        role="group"
        aria-labelledby={id}
        aria-describedby={error ? `${id}-error` : undefined}
        className="flex flex-wrap gap-2"
      >
        {here.map((channel) => (
          <ChannelChip
            key={channel.id}
            id={`${id}-${channel.id}`}
            channel={channel}
            chosen={chosen.includes(channel.id)}
            disabled={false}
            onChange={(on) => toggle(channel.id, on)}
          />
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-[0.8125rem] text-danger-ink">
          {error}
        </p>
      )}
      {hint && <p className="text-[0.8125rem] text-ink-subtle">{hint}</p>}
    </div>
  );
}
