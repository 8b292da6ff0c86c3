import { z } from "zod";
import { idOf } from "@/kernel/ids";
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

/** Where a workspace's history ended when somebody wrote it down outside the database. */
export const auditHeadSchema = z.object({
  tenantId: idOf("workspace"),
  position: z.number().int().positive(),
  sequence: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string(),
});
export type AuditHeadExport = z.output<typeof auditHeadSchema>;

/** A file with such ends, as the manifest of a backup is one. */
export const auditHeadsFile = z.object({ auditHeads: z.array(auditHeadSchema) });
