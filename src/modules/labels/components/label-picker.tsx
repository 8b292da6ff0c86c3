"use client";

import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { HueChip } from "@/ui/primitives/hue-chip";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";
import { LabelChoices } from "./label-choices";

export interface LabelPickerProps {
  value: readonly Id<"label">[];
  onChange: (labelIds: Id<"label">[]) => void;
  disabled?: boolean;
}

/** The labels of one post: those that it bears, and a menu to change them. */
export function LabelPicker({ value, onChange, disabled }: LabelPickerProps) {
  const t = useTranslations("labels");
  const labels = api.labels.list.useQuery({});
  const borne = labels.data?.items.filter(({ id }) => value.includes(id)) ?? [];
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {borne.length > 0 && (
        <ul aria-label={t("title")} className="contents">
          {borne.map(({ id, name, color }) => (
            <li key={id} className="max-w-full">
              <HueChip hue={color}>
                <span className="truncate">{name}</span>
              </HueChip>
            </li>
          ))}
        </ul>
      )}
      <Popover>
        <PopoverTrigger asChild>
          <Button size="sm" variant="ghost" disabled={disabled}>
            <Tag aria-hidden />
            {t("choose")}
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label={t("choose")}>
          <LabelChoices
            markOf={(id) => value.includes(id)}
            onChange={(id, on) => onChange(on ? [...value, id] : value.filter((other) => other !== id))}
          />
        </PopoverContent>
      </Popover>
    </div>
  );
}
