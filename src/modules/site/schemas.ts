import { z } from "zod";

export const sitePageSize = 20;
/** Readers fetch feeds often: enough to miss nothing in a week, small enough to be light. */
export const feedSize = 50;

export const sitePageInput = z.object({
  tag: z.string().trim().toLowerCase().max(60).optional(),
  page: z.coerce.number().int().min(1).max(500).catch(1),
});
export type SitePageInput = z.output<typeof sitePageInput>;
