"use client";

import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import { useTranslations } from "next-intl";
import type { MediaItem } from "../schemas";

/** What a screen reader hears while a file is moved. */
export function useTrayAnnouncements(items: readonly MediaItem[]): Announcements {
  const t = useTranslations("media.tray");
  const kinds = useTranslations("media.kind");
  const total = items.length;
  const place = (id: UniqueIdentifier) => items.findIndex(({ assetId }) => assetId === id);
  const nameOf = (id: UniqueIdentifier) => {
    const item = items[place(id)];
    return item ? `${kinds(item.kind)} ${place(id) + 1}` : "";
  };
  const say = (key: "picked" | "moved" | "dropped", id: UniqueIdentifier, at: UniqueIdentifier) =>
    t(key, { name: nameOf(id), position: place(at) + 1, total });
  return {
    onDragStart: ({ active }) => say("picked", active.id, active.id),
    onDragOver: ({ active, over }) => (over ? say("moved", active.id, over.id) : undefined),
    onDragEnd: ({ active, over }) => say("dropped", active.id, over?.id ?? active.id),
    onDragCancel: ({ active }) => t("cancelled", { name: nameOf(active.id) }),
  };
}
