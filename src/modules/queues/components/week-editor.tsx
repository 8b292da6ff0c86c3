"use client";

import { Copy, WandSparkles } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChannelView } from "@/modules/channels/schemas";
import { Button } from "@/ui/primitives/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { PRESETS } from "../policy";
import { type QueueView, type SlotInput, slotsMax } from "../schemas";
import { CopyWeekDialog } from "./copy-week-dialog";
import { SaveWeek } from "./save-week";
import { WeekAdd } from "./week-add";
import { WeekDay } from "./week-day";
import {
  bareWeekOf,
  countWeek,
  isSameWeek,
  WEEKDAYS,
  withChanged,
  withoutSlot,
  withTimes,
} from "./week-draft";
import { weekOfPreset } from "./week-presets";

export interface WeekEditorProps {
  queue: QueueView;
  channel: ChannelView;
  others: readonly ChannelView[];
  canManage: boolean;
}

/** The week of a channel: when it publishes, day by day. Nothing changes before it is saved. */
export function WeekEditor({ queue, channel, others, canManage }: WeekEditorProps) {
  const t = useTranslations("queues.week");
  const [slots, setSlots] = useState<SlotInput[]>(() => bareWeekOf(queue.slots));
  const [copying, setCopying] = useState(false);
  const changed = !isSameWeek(slots, queue.slots);
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-ink-muted">
          {t("summary", countWeek(slots))} {t("zone", { zone: queue.timeZone })}
        </p>
        {canManage && (
          <div className="flex flex-wrap gap-2">
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button>
                  <WandSparkles aria-hidden />
                  {t("presets")}
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent>
                {PRESETS.map((preset) => (
                  <PresetItem key={preset} preset={preset} onChoose={setSlots} />
                ))}
              </DropdownMenuContent>
            </DropdownMenu>
            <Button
              disabled={others.length === 0 || queue.slots.length === 0 || changed}
              onClick={() => setCopying(true)}
            >
              <Copy aria-hidden />
              {t("copy")}
            </Button>
          </div>
        )}
      </div>
      {canManage && (
        <WeekAdd
          full={slots.length >= slotsMax}
          onAdd={(days, slot) => setSlots(withTimes(slots, days, slot))}
        />
      )}
      <div className="grid gap-3 sm:grid-cols-2 md:grid-cols-4 xl:grid-cols-7">
        {WEEKDAYS.map((weekday) => (
          <WeekDay
            key={weekday}
            weekday={weekday}
            slots={slots.filter((slot) => slot.weekday === weekday)}
            canManage={canManage}
            onRemove={(slot) => setSlots(withoutSlot(slots, slot))}
            onChange={(before, after) => {
              const next = withChanged(slots, before, after);
              if (next) setSlots(next);
              return next !== null;
            }}
          />
        ))}
      </div>
      {changed && (
        <SaveWeek queue={queue} slots={slots} onDiscard={() => setSlots(bareWeekOf(queue.slots))} />
      )}
      {copying && <CopyWeekDialog channel={channel} others={others} onClose={() => setCopying(false)} />}
    </div>
  );
}

interface PresetItemProps {
  preset: (typeof PRESETS)[number];
  onChoose: (slots: SlotInput[]) => void;
}

function PresetItem({ preset, onChoose }: PresetItemProps) {
  const t = useTranslations("queues.preset");
  return (
    <DropdownMenuItem onSelect={() => onChoose(weekOfPreset(preset))}>
      <span className="grid">
        <span>{t(`${preset}.title`)}</span>
        <span className="text-xs text-ink-muted">{t(`${preset}.hint`)}</span>
      </span>
    </DropdownMenuItem>
  );
}
