"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormat } from "@/i18n/use-format";
import { useOwnWords } from "@/ui/forms/use-own-words";
import { Banner } from "@/ui/primitives/banner";
import { Card } from "@/ui/primitives/card";
import { ExternalLink } from "@/ui/primitives/link";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import type { ChannelState, ChannelView } from "../schemas";
import { ChannelLimits } from "./channel-limits";
import { NetworkIcon } from "./network-icon";

const LOOK: Record<ChannelState, StatusKind> = {
  active: "done",
  broken: "attention",
  disconnected: "paused",
};

export interface ChannelCardProps {
  channel: ChannelView;
  zone: string;
  actions: ReactNode;
}

/** One channel: whose account, on which network, how it stands, what fits in it. */
export function ChannelCard({ channel, zone, actions }: ChannelCardProps) {
  const t = useTranslations("channels");
  const ownWords = useOwnWords();
  const format = useFormat();
  const { name, networkName, handle, checkedAt, problem, profileUrl } = channel;
  return (
    <Card className="grid gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <NetworkIcon icon={channel.icon} />
        <div className="grid min-w-40 grow basis-52 gap-0.5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="min-w-0 break-words font-medium">{name}</h3>
            <StatusBadge kind={LOOK[channel.state]}>{t(`state.${channel.state}`)}</StatusBadge>
          </div>
          <p className="flex min-w-0 flex-wrap gap-x-2 text-sm text-ink-muted">
            <span>{networkName}</span>
            {profileUrl ? (
              <ExternalLink href={profileUrl} className="min-w-0 break-all">
                {handle}
              </ExternalLink>
            ) : (
              <span className="min-w-0 break-all">{handle}</span>
            )}
          </p>
          <p className="text-xs text-ink-subtle">
            {checkedAt ? t("checked", { when: format.instant(checkedAt, zone) }) : t("neverChecked")}
          </p>
        </div>
        {actions}
      </div>
      {channel.state === "broken" && (
        <Banner tone="warning" title={t("broken.title")}>
          {problem && (
            <span className="break-words">
              {ownWords(problem) ?? t("broken.said", { network: networkName, problem })}
            </span>
          )}
        </Banner>
      )}
      {channel.state !== "disconnected" && <ChannelLimits channel={channel} />}
    </Card>
  );
}
