"use client";

import { Ban, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { Field } from "@/ui/primitives/field";
import { IconButton } from "@/ui/primitives/icon-button";
import { Input } from "@/ui/primitives/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";
import { type SlotInput, slotLabelMax } from "../schemas";
import type { Weekday } from "./week-draft";

export interface WeekDayProps {
  weekday: Weekday;
  slots: readonly SlotInput[];
  canManage: boolean;
  onRemove: (slot: SlotInput) => void;
  /** Answers false when the day has that time already. */
  onChange: (before: SlotInput, after: SlotInput) => boolean;
}

/** One day of the week with its times. */
export function WeekDay({ weekday, slots, canManage, onRemove, onChange }: WeekDayProps) {
  const t = useTranslations("queues");
  const day = t(`day.${weekday}.long`);
  return (
    <section aria-label={day} className="min-w-0 rounded-lg border border-line bg-surface p-2 shadow-xs">
      <h3 className="flex items-baseline justify-between gap-2 px-1.5 pb-1.5 text-sm font-semibold">
        {day}
        <span className="tabular text-xs font-normal text-ink-subtle">{slots.length || ""}</span>
      </h3>
      {slots.length === 0 ? (
        <p className="px-1.5 py-2 text-sm text-ink-subtle">{t("week.none")}</p>
      ) : (
        <ul className="grid gap-1">
          {slots.map((slot) => (
            <li
              key={slot.time}
              className="flex min-w-0 items-center rounded-md border border-line bg-canvas pr-0.5"
            >
              {canManage ? (
                <SlotButton slot={slot} day={day} onChange={(after) => onChange(slot, after)} />
              ) : (
                <span className="min-w-0 flex-1 px-2 py-1.5">
                  <SlotFace slot={slot} />
                </span>
              )}
              {canManage && (
                <IconButton
                  size="sm"
                  label={t("week.remove", { time: slot.time, day })}
                  tooltip={false}
                  onClick={() => onRemove(slot)}
                >
                  <X aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SlotFace({ slot }: { slot: SlotInput }) {
  const t = useTranslations("queues.week");
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-sm">
      <span className="tabular font-medium">{slot.time}</span>
      {slot.label && <span className="truncate text-xs text-ink-muted">{slot.label}</span>}
      {!slot.evergreen && (
        <Ban role="img" aria-label={t("noEvergreen")} className="size-3.5 shrink-0 text-ink-subtle" />
      )}
    </span>
  );
}

interface SlotButtonProps {
  slot: SlotInput;
  day: string;
  onChange: (after: SlotInput) => boolean;
}

function SlotButton({ slot, day, onChange }: SlotButtonProps) {
  const t = useTranslations("queues.week");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t("edit", { time: slot.time, day })}
          className="min-h-8 min-w-0 flex-1 rounded-md px-2 text-left hover:bg-sunken pointer-coarse:min-h-11"
        >
          <SlotFace slot={slot} />
        </button>
      </PopoverTrigger>
      <PopoverContent aria-label={t("edit", { time: slot.time, day })}>
        <SlotForm
          slot={slot}
          onSave={(after) => {
            const kept = onChange(after);
            if (kept) setOpen(false);
            return kept;
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function SlotForm({ slot, onSave }: { slot: SlotInput; onSave: (after: SlotInput) => boolean }) {
  const t = useTranslations("queues.week");
  const [draft, setDraft] = useState(slot);
  const [refused, setRefused] = useState(false);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.time !== "") setRefused(!onSave({ ...draft, label: draft.label?.trim() || null }));
      }}
    >
      <Field label={t("time")} error={refused ? t("twice") : undefined} required>
        {(control) => (
          <Input
            {...control}
            type="time"
            value={draft.time}
            onChange={(event) => setDraft({ ...draft, time: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("label")} optional>
        {(control) => (
          <Input
            {...control}
            value={draft.label ?? ""}
            maxLength={slotLabelMax}
            placeholder={t("labelExample")}
            onChange={(event) => setDraft({ ...draft, label: event.target.value })}
          />
        )}
      </Field>
      <SwitchField
        label={t("evergreen")}
        hint={t("evergreenHint")}
        checked={draft.evergreen}
        onCheckedChange={(evergreen) => setDraft({ ...draft, evergreen })}
      />
      <Button type="submit" variant="primary" disabled={draft.time === ""}>
        {t("apply")}
      </Button>
    </form>
  );
}
