import { z } from "zod";

const isoInstant = z.iso.datetime({ offset: true });

/**
 * A point in time in inputs and outputs: a `Date` in code, an ISO 8601 string with its offset in JSON.
 * A string without an offset names no instant and is refused.
 */
export const instantSchema = z
  .preprocess(
    (value) => (isoInstant.safeParse(value).success ? new Date(value as string) : value),
    z.date({ error: "Expected an ISO 8601 date and time with its offset" }),
  )
  .meta({
    // JSON Schema has no dates: without this the document would call it any value.
    override: { type: "string", format: "date-time", example: "2026-11-21T08:00:00.000Z" },
  }) as unknown as z.ZodType<Date, Date | string>;
