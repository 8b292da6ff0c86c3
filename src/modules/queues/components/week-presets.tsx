"use client";

import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import { PRESETS, type Preset, presetSlots } from "../policy";
import type { SlotInput } from "../schemas";
import { useQueueRefresh } from "./use-queue-commands";

/** The week of a preset, as it is saved. */
export const weekOfPreset = (preset: Preset): SlotInput[] =>
  presetSlots[preset].map((slot) => ({ ...slot, label: null, evergreen: true }));

/** Begin with a usual week: one press, and the queue runs. */
export function PresetButtons({ channelId }: { channelId: Id<"channel"> }) {
  const t = useTranslations("queues");
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const save = api.queues.setSlots.useMutation();
  const begin = async (preset: Preset): Promise<void> => {
    try {
      await save.mutateAsync({ channelId, slots: weekOfPreset(preset) });
      toast.success(t("done.week"));
    } catch (error) {
      toast.error(message(error));
    }
    await refresh();
  };
  return (
    <ul className="grid w-full gap-2 sm:grid-cols-2">
      {PRESETS.map((preset) => (
        <li key={preset}>
          <Button
            block
            loading={save.isPending}
            onClick={() => void begin(preset)}
            className="h-auto min-h-14 justify-start py-2 text-left"
          >
            <span className="grid">
              <span>{t(`preset.${preset}.title`)}</span>
              <span className="text-xs font-normal text-ink-muted">{t(`preset.${preset}.hint`)}</span>
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
