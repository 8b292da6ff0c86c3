import { z } from "zod";
import { pageInput } from "@/kernel/pagination";

export const listAuditInput = pageInput.extend({
  /** Sequence of the last entry of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,16}$/)
    .optional(),
  /** Only what concerns this row. */
  targetId: z.string().max(100).optional(),
});
export type ListAuditInput = z.output<typeof listAuditInput>;
