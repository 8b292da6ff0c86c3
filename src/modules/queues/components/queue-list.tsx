"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useTranslations } from "next-intl";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { wallTimeOf } from "@/kernel/time";
import { useNow } from "@/modules/publishing/components/post-clock";
import { Button } from "@/ui/primitives/button";
import type { GetQueueInput, QueueEntry, QueueRow, QueueView } from "../schemas";
import { neighbourOf, queueDaysOf, rowKeyOf, takesPosts } from "./queue-days";
import type { QueueRights } from "./queue-props";
import { EntryGhost, QueueSlotRow } from "./queue-row";
import { useEntryWords } from "./use-entry-words";
import { useEntryCommands } from "./use-queue-commands";

export interface QueueListProps {
  queue: QueueView;
  input: GetQueueInput;
  rights: QueueRights;
  /** Of the workspace: a new post is written in its wall time. */
  zone: string;
  base: string;
  more: { has: boolean; loading: boolean; load: () => void };
}

type Direction = "up" | "down";

/** Where the focus belongs once a post has moved under it. */
function useFocusAfterMove(rows: readonly QueueRow[]) {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (!wanted.current || rows.length === 0) return;
    list.current?.querySelector<HTMLElement>(`[data-move="${wanted.current}"]`)?.focus();
    wanted.current = null;
  }, [rows]);
  const keep = (name: string) => {
    wanted.current = name;
  };
  return [list, keep] as const;
}

/** What is coming, slot by slot and day by day; queued posts are dragged, or moved by their buttons. */
export function QueueList({ queue, input, rights, zone, base, more }: QueueListProps) {
  const t = useTranslations("queues");
  const words = useEntryWords();
  const commands = useEntryCommands(input, queue.timeZone);
  const contextId = useId();
  const [said, setSaid] = useState("");
  const [dragged, setDragged] = useState<QueueEntry | null>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const { rows } = queue;
  const [list, keepFocus] = useFocusAfterMove(rows);
  const move = async (entry: QueueEntry, at: Date): Promise<void> => {
    const done = await commands.move(rows, entry, at);
    if (done) setSaid(`${words.labelOf(entry)}: ${done}`);
  };
  const step = (entry: QueueEntry, direction: Direction) => {
    const target = neighbourOf(rows, entry.deliveryId, direction);
    if (!target) return setSaid(t(`edge.${direction}`));
    keepFocus(`${direction}-${entry.deliveryId}`);
    void move(entry, target.at);
  };
  const drop = ({ over }: DragEndEvent) => {
    const target = rows.find((row) => rowKeyOf(row) === over?.id);
    if (dragged && target && takesPosts(target)) void move(dragged, target.at);
    setDragged(null);
  };
  return (
    <DndContext
      id={contextId}
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) =>
        setDragged(rows.find(({ entry }) => entry?.deliveryId === active.id)?.entry ?? null)
      }
      onDragEnd={drop}
      onDragCancel={() => setDragged(null)}
    >
      <div ref={list} className="grid grid-cols-1 gap-6" aria-busy={more.loading}>
        <Days
          queue={queue}
          draw={(row) => (
            <QueueSlotRow
              key={rowKeyOf(row)}
              row={row}
              queueZone={queue.timeZone}
              zone={zone}
              rights={rights}
              base={base}
              onStep={step}
              onRemove={(entry) => void commands.remove(entry)}
            />
          )}
        />
        {more.has && (
          <Button variant="ghost" className="justify-self-center" loading={more.loading} onClick={more.load}>
            {t("more")}
          </Button>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      <DragOverlay dropAnimation={null}>{dragged && <EntryGhost entry={dragged} />}</DragOverlay>
    </DndContext>
  );
}

function Days({ queue, draw }: { queue: QueueView; draw: (row: QueueRow) => React.ReactNode }) {
  const t = useTranslations("queues");
  const format = useFormat();
  const zone = queue.timeZone;
  const ms = useNow();
  const { rows } = queue;
  // Before the page runs in the browser, what the server sent last is what is ahead.
  const now = useMemo(() => new Date(ms ?? 0), [ms]);
  const days = useMemo(() => queueDaysOf(rows, zone, now), [rows, zone, now]);
  const today = ms === null ? null : wallTimeOf(now, zone).slice(0, 10);
  if (days.length === 0) return <p className="py-8 text-center text-sm text-ink-muted">{t("nothing")}</p>;
  return days.map(({ day, rows }) => {
    const [first] = rows;
    const name = day && first ? format.instant(first.at, zone, "weekday") : t("late");
    return (
      <section key={day ?? "late"} aria-label={name}>
        <h3 className="mb-2 flex items-baseline gap-2 text-sm font-semibold">
          <span className="inline-block first-letter:uppercase">{name}</span>
          {day === today && <span className="text-xs font-medium text-accent-ink">{t("today")}</span>}
        </h3>
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface shadow-xs">
          {rows.map(draw)}
        </ul>
      </section>
    );
  });
}
