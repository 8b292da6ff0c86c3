import { z } from "zod";
import { DomainError } from "./errors";
import { type Entity, type Id, isId } from "./ids";

export const pageSizeMax = 100;

/** Input of every list: a page size and the cursor that the previous page returned. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(25),
  cursor: z.string().max(200).optional(),
});

/** The refusal of a cursor that no page gave: a list read from its start again would never end. */
export const badCursor = (): DomainError =>
  new DomainError("INVALID", "page.cursor", "No page gave this cursor", { field: "cursor" });

/** The id that a cursor names; undefined on the first page. @throws DomainError INVALID `page.cursor`. */
export function cursorId<E extends Entity>(entity: E, cursor: string | undefined): Id<E> | undefined {
  if (!cursor) return undefined;
  if (!isId(entity, cursor)) throw badCursor();
  return cursor;
}

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Cut `limit + 1` rows into a page, deriving the cursor from its last row. */
export function toPage<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}

/** A page of a list as an output schema. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("Send it as `cursor` to read on; null on the last page"),
  });
