"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
} from "@dnd-kit/sortable";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { MediaItem } from "../schemas";
import { AltTextDialog } from "./alt-text-dialog";
import { MediaTrayItem } from "./media-tray-item";
import { useTrayAnnouncements } from "./use-tray-announcements";

export interface MediaTrayProps {
  value: readonly MediaItem[];
  onChange: (value: MediaItem[]) => void;
  /** Characters of alternative text that the chosen networks take; 0 when none takes any. */
  altTextMax: number;
  disabled?: boolean;
}

/** The files of a post, in order: describe them, move them by hand, by button or by key, take them away. */
export function MediaTray({ value, onChange, altTextMax, disabled = false }: MediaTrayProps) {
  const t = useTranslations("media.tray");
  const kinds = useTranslations("media.kind");
  const [described, setDescribed] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const announcements = useTrayAnnouncements(value);
  const contextId = useId();
  if (value.length === 0) return null;

  const move = (from: number, to: number): boolean => {
    if (from === to || !value[from] || !value[to]) return false;
    onChange(arrayMove([...value], from, to));
    return true;
  };
  const step = (media: MediaItem, from: number, by: -1 | 1) => {
    if (move(from, from + by))
      setSaid(t("moved", { name: kinds(media.kind), position: from + by + 1, total: value.length }));
  };
  const indexOf = (id: unknown) => value.findIndex(({ assetId }) => assetId === id);
  const endDrag = ({ active, over }: DragEndEvent) => {
    if (over) move(indexOf(active.id), indexOf(over.id));
  };
  const item = value.find(({ assetId }) => assetId === described);
  return (
    <>
      <DndContext
        id={contextId}
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={endDrag}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t("instructions") } }}
      >
        <SortableContext
          items={value.map(({ assetId }) => assetId)}
          strategy={rectSortingStrategy}
          disabled={disabled}
        >
          <ul aria-label={t("label")} className="grid grid-cols-2 gap-3 sm:grid-cols-3">
            {value.map((media, index) => (
              <MediaTrayItem
                key={media.assetId}
                media={media}
                position={index + 1}
                total={value.length}
                altTextMax={altTextMax}
                disabled={disabled}
                onMove={(by) => step(media, index, by)}
                onDescribe={() => setDescribed(media.assetId)}
                onRemove={() => onChange(value.filter((other) => other !== media))}
              />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {item && (
        <AltTextDialog
          media={item}
          altTextMax={altTextMax}
          onClose={() => setDescribed(null)}
          onSave={(altText) =>
            onChange(value.map((media) => (media.assetId === item.assetId ? { ...media, altText } : media)))
          }
        />
      )}
    </>
  );
}
