"use client";

import {
  type Active,
  type Announcements,
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDndMonitor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/ui/cn";
import type { PlannedPost } from "../schemas";
import { ChipFace, chipClasses } from "./calendar-chip";
import { useDesk } from "./calendar-context";
import { type Place, wallTimeAt } from "./calendar-plan";

const dragAfterPx = 6;
const touchAfterMs = 250;
// Made once: with other options, however equal, every chip would be drawn again.
const MOUSE = { activationConstraint: { distance: dragAfterPx } };
const TOUCH = { activationConstraint: { delay: touchAfterMs, tolerance: dragAfterPx } };

const postOf = (active: Active): PlannedPost | undefined =>
  (active.data.current as { post?: PlannedPost })?.post;

/**
 * The places under the pointer, with how far down in each it stands. Taken here: what an event tells of the way is off by
 * what lies scrolled away, when a post comes from outside of what scrolls.
 */
const underPointer: CollisionDetection = (args) =>
  pointerWithin(args).map((collision) => {
    const [rect, pointer] = [args.droppableRects.get(collision.id), args.pointerCoordinates];
    const share = rect && pointer ? (pointer.y - rect.top) / Math.max(rect.height, 1) : 0;
    return { ...collision, data: { ...collision.data, share } };
  });

/** Where a pointer stands; null outside of the calendar. */
function placeOf({ collisions }: Pick<DragEndEvent, "collisions">): Place | null {
  const found = collisions?.[0];
  return found ? { key: String(found.id), share: Number(found.data?.share ?? 0) } : null;
}

/** What is said while a post is dragged. */
function useAnnouncements(): Announcements {
  const t = useTranslations("planning.calendar.drag");
  const { words } = useDesk();
  const title = (active: Active) => {
    const post = postOf(active);
    return post ? words.post(post).title : "";
  };
  return {
    onDragStart: ({ active }) => t("start", { title: title(active) }),
    onDragOver: ({ over }) => (over ? t("over", { place: String(over.id).replace("T", ", ") }) : undefined),
    onDragEnd: ({ active, over }) => t(over ? "end" : "cancel", { title: title(active) }),
    onDragCancel: ({ active }) => t("cancel", { title: title(active) }),
  };
}

export interface CalendarDragProps {
  onDrop: (post: PlannedPost, wallTime: string | null) => void;
  children: ReactNode;
}

/** Lets posts be dragged to another day or hour, from the drafts too. */
export function CalendarDrag({ onDrop, children }: CalendarDragProps) {
  const { zone } = useDesk();
  const t = useTranslations("planning.calendar.drag");
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH));
  const announcements = useAnnouncements();
  const end = (event: DragEndEvent) => {
    const [post, place] = [postOf(event.active), placeOf(event)];
    if (post && place) onDrop(post, wallTimeAt(place, post, zone, new Date()));
  };
  return (
    <DndContext
      id="calendar"
      sensors={sensors}
      collisionDetection={underPointer}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("how") } }}
      onDragEnd={end}
    >
      {children}
      <DragOverlay dropAnimation={null}>
        <Ghost />
      </DragOverlay>
    </DndContext>
  );
}

/** The post under the pointer, with the time that it would get. */
function Ghost() {
  const { zone, painter, words } = useDesk();
  const [held, setHeld] = useState<{ post: PlannedPost; time: string | undefined } | null>(null);
  useDndMonitor({
    onDragStart: ({ active }) => {
      const post = postOf(active);
      setHeld(post ? { post, time: undefined } : null);
    },
    onDragMove: (event) => {
      const post = postOf(event.active);
      if (!post) return;
      const place = placeOf(event);
      const wallTime = place && wallTimeAt(place, post, zone, new Date());
      const time = wallTime?.slice(11);
      setHeld((before) => (before?.post === post && before.time === time ? before : { post, time }));
    },
    onDragEnd: () => setHeld(null),
    onDragCancel: () => setHeld(null),
  });
  if (!held) return null;
  const { time, title } = words.post(held.post);
  return (
    <div className={cn(chipClasses, painter.chip(held.post), "w-48 cursor-grabbing shadow-md")}>
      <ChipFace post={held.post} time={held.time ?? time} title={title} />
    </div>
  );
}
