import { z } from "zod";

const parameter = z.string().trim().max(200);

/** UTM parameters added to the links of a campaign's posts; `{{network}}`, `{{campaign}}` and `{{channel}}` are filled in. */
export const utmRules = z.object({
  source: parameter.min(1),
  medium: parameter.min(1),
  campaign: parameter.min(1),
  term: parameter.nullable().default(null),
  content: parameter.nullable().default(null),
  /** Hosts whose links are tagged; none means all. */
  hosts: z.array(z.string().trim().toLowerCase().max(253)).max(50).default([]),
});
export type UtmRules = z.output<typeof utmRules>;
