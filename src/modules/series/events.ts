import { z } from "zod";
import { idOf } from "@/kernel/ids";

const seriesEvent = z.object({ seriesId: idOf("series") });

/** A series was made or changed: its next occurrences must be written. */
export const seriesChanged = { name: "series.changed", schema: seriesEvent } as const;

/** An occurrence could not be written: nothing further is planned until somebody acts. */
export const seriesStalled = {
  name: "series.stalled",
  schema: seriesEvent.extend({ reason: z.string() }),
} as const;
