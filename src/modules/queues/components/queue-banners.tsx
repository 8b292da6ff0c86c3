"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { ChannelView } from "@/modules/channels/schemas";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import type { QueueView } from "../schemas";
import { useQueueCommands } from "./use-queue-commands";

interface HeldBannerProps {
  queue: QueueView;
  channel: ChannelView;
  canManage: boolean;
  base: string;
}

/** Posts wait for their channel: reconnect it, or spread them over the slots now that it is back. */
export function HeldBanner({ queue, channel, canManage, base }: HeldBannerProps) {
  const t = useTranslations("queues.held");
  const commands = useQueueCommands(channel.id);
  if (channel.state !== "active")
    return (
      <Banner
        tone="warning"
        title={t("broken", { channel: channel.name })}
        actions={
          <ButtonLink href={`${base}/channels`} size="sm">
            {t("reconnect")}
          </ButtonLink>
        }
      >
        {t("waiting", { count: queue.heldCount })}
      </Banner>
    );
  if (queue.heldCount === 0) return null;
  return (
    <Banner
      tone="info"
      title={t("back", { channel: channel.name, count: queue.heldCount })}
      actions={
        canManage &&
        queue.slots.length > 0 && (
          <Button size="sm" loading={commands.busy} onClick={() => void commands.reflowHeld()}>
            {t("reflow")}
          </Button>
        )
      }
    >
      {queue.slots.length > 0 ? t("reflowHint") : t("noSlots")}
    </Banner>
  );
}

/** Nothing leaves this queue, and since when. */
export function PausedBanner({ queue }: { queue: QueueView }) {
  const t = useTranslations("queues");
  const format = useFormat();
  if (!queue.pausedAt) return null;
  return (
    <Banner
      tone="neutral"
      title={t("pausedSince", { when: format.instant(queue.pausedAt, queue.timeZone, "slot") })}
    >
      {t("pausedHint")}
    </Banner>
  );
}
