"use client";

import { CalendarArrowUp, Pause, Play, Shuffle } from "lucide-react";
import { useTranslations } from "next-intl";
import { TimeZoneSelect } from "@/modules/workspaces/components/time-zone-field";
import { Button } from "@/ui/primitives/button";
import { StatusBadge } from "@/ui/primitives/status-badge";
import type { QueueView } from "../schemas";
import { useQueueCommands } from "./use-queue-commands";

/** How a queue runs, and what can be done with all of it. */
export function QueueToolbar({ queue, canManage }: { queue: QueueView; canManage: boolean }) {
  const t = useTranslations("queues");
  const commands = useQueueCommands(queue.channelId);
  const paused = queue.pausedAt !== null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-muted">
        <StatusBadge kind={paused ? "paused" : "done"}>
          {paused ? t("state.paused") : t("state.running")}
        </StatusBadge>
        <span>{t("queued", { count: queue.queuedCount })}</span>
        {!canManage && <span>{t("zoneOf", { zone: queue.timeZone })}</span>}
      </div>
      {canManage && (
        <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
          <TimeZoneSelect
            aria-label={t("zone")}
            className="w-full sm:w-64"
            value={queue.timeZone}
            onValueChange={(zone) => void commands.setZone(zone)}
          />
          <Button
            loading={commands.busy}
            disabled={queue.queuedCount < 2}
            onClick={() => void commands.shuffle()}
          >
            <Shuffle aria-hidden />
            {t("shuffle")}
          </Button>
          <Button
            loading={commands.busy}
            disabled={queue.queuedCount === 0 || queue.slots.length === 0}
            onClick={() => void commands.reflow()}
          >
            <CalendarArrowUp aria-hidden />
            {t("reflow")}
          </Button>
          <Button
            loading={commands.switching}
            onClick={() => void (paused ? commands.resume() : commands.pause())}
          >
            {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {paused ? t("resume") : t("pause")}
          </Button>
        </div>
      )}
    </div>
  );
}
