"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { PostSummary } from "../schemas";
import type { MarksView } from "../schemas.grid";
import type { Painter } from "./calendar-colour";

/** What every part of a calendar needs to know. */
export interface CalendarDesk {
  zone: string;
  base: string;
  /** The day it is, by the workspace's clocks. */
  today: string;
  painter: Painter;
  mayWrite: boolean;
  /** Whether the reader may give this post another time. */
  isMovable: (post: PostSummary) => boolean;
  /** Ask for another time, without dragging. */
  onMove: (post: PostSummary) => void;
  /** Write a post for a free place: a day, or a wall time. */
  onPlace: (place: string) => void;
  /** Show all the posts of a cell that holds more than it draws. */
  onOpen: (key: string) => void;
  marks: MarksView | undefined;
}

const Desk = createContext<CalendarDesk | null>(null);

/** Gives the parts of a calendar what they share. */
export const CalendarDeskProvider = ({ desk, children }: { desk: CalendarDesk; children: ReactNode }) => (
  <Desk.Provider value={desk}>{children}</Desk.Provider>
);

/** What the parts of a calendar share. @throws Error outside a calendar. */
export function useDesk(): CalendarDesk {
  const desk = useContext(Desk);
  if (!desk) throw new Error("A part of the calendar stands outside of it");
  return desk;
}
