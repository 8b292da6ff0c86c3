"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { useNetworkLook } from "@/modules/publishing/components/delivery-network";
import type { PlannedPost } from "../schemas";
import type { MarksView } from "../schemas.grid";
import type { Painter } from "./calendar-colour";
import type { useChipWords } from "./use-chip-words";

/** What every part of a calendar needs to know. A calendar has hundreds of parts: what can be asked once is not asked by each. */
export interface CalendarDesk {
  zone: string;
  base: string;
  /** The day it is, by the workspace's clocks. */
  today: string;
  painter: Painter;
  words: ReturnType<typeof useChipWords>;
  look: ReturnType<typeof useNetworkLook>;
  mayWrite: boolean;
  /** Whether the reader may give this post another time. */
  isMovable: (post: PlannedPost) => boolean;
  /** Ask for another time, without dragging. */
  onMove: (post: PlannedPost) => void;
  /** Write a post for a free place: a day, or a wall time. */
  onPlace: (place: string) => void;
  /** Show all the posts of a cell that holds more than it draws. */
  onOpen: (key: string) => void;
}

const Desk = createContext<CalendarDesk | null>(null);
// Apart, since they come after the posts: those need not be drawn again for them.
const Marks = createContext<MarksView | undefined>(undefined);

export interface CalendarDeskProps {
  desk: CalendarDesk;
  marks: MarksView | undefined;
  children: ReactNode;
}

/** Gives the parts of a calendar what they share. */
export const CalendarDeskProvider = ({ desk, marks, children }: CalendarDeskProps) => (
  <Desk.Provider value={desk}>
    <Marks.Provider value={marks}>{children}</Marks.Provider>
  </Desk.Provider>
);

/** What deserves a second look in the window, once it is known. */
export const useMarks = (): MarksView | undefined => useContext(Marks);

/** What the parts of a calendar share. @throws Error outside a calendar. */
export function useDesk(): CalendarDesk {
  const desk = useContext(Desk);
  if (!desk) throw new Error("A part of the calendar stands outside of it");
  return desk;
}
