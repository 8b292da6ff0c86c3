import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { HUES } from "@/kernel/palette";
import { POST_STATES } from "@/modules/publishing/schemas";

/** What a parameter may name; filled in for each channel when a link is tagged. */
export const UTM_PLACEHOLDERS = ["network", "channel", "campaign"] as const;

const parameter = z
  .string()
  .trim()
  .max(200)
  .refine(
    (text) =>
      [...text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].every(([, name]) =>
        (UTM_PLACEHOLDERS as readonly string[]).includes(name ?? ""),
      ),
    { error: "campaign.utm_placeholder" },
  );
const optional = parameter.nullable().default(null);
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u);

/** UTM parameters added to the links of a campaign's posts; `{{network}}`, `{{campaign}}` and `{{channel}}` are filled in. */
export const utmRules = z
  .object({
    source: parameter.min(1),
    medium: parameter.min(1),
    campaign: parameter.min(1),
    term: optional,
    content: optional,
    hosts: z
      .array(host)
      .max(50)
      .default([])
      .describe("Hosts whose links are tagged, with all below them; none means all"),
  })
  .meta({ id: "UtmRules" });
export type UtmRules = z.output<typeof utmRules>;

/** What most people want, ready to be changed. */
export const defaultUtmRules: UtmRules = {
  ...{ source: "{{network}}", medium: "social", campaign: "{{campaign}}", term: null, content: null },
  hosts: [],
};

/** A workspace plans with a few dozen campaigns; the bound stops a runaway script. */
export const campaignsMax = 500;

/** A day of the calendar, without a zone: `2026-11-21`. */
const day = z.iso.date().nullable().default(null);

const campaign = {
  name: z.string().trim().min(1).max(80),
  color: z.enum(HUES).default("blue"),
  goal: z.string().trim().max(2_000).nullable().default(null),
  startsOn: day,
  endsOn: day,
  utm: utmRules.nullable().default(null).describe("Null: links are left as they are"),
};
const inOrder = ({ startsOn, endsOn }: { startsOn: string | null; endsOn: string | null }): boolean =>
  startsOn === null || endsOn === null || startsOn <= endsOn;
const order = { error: "campaign.dates", path: ["endsOn"] };

export const createCampaignInput = z.object(campaign).refine(inOrder, order);
export type CreateCampaignInput = z.output<typeof createCampaignInput>;
export const updateCampaignInput = z
  .object({ campaignId: idOf("campaign"), ...campaign })
  .refine(inOrder, order);
export type UpdateCampaignInput = z.output<typeof updateCampaignInput>;

export const campaignIdInput = z.object({ campaignId: idOf("campaign") });
export type CampaignIdInput = z.output<typeof campaignIdInput>;

export const listCampaignsInput = z.object({ state: z.enum(["active", "archived"]).default("active") });
export type ListCampaignsInput = z.output<typeof listCampaignsInput>;

export const campaignOutput = z
  .object({
    id: idOf("campaign"),
    name: z.string(),
    color: z.string(),
    goal: z.string().nullable(),
    startsOn: z.string().nullable(),
    endsOn: z.string().nullable(),
    utm: utmRules.nullable(),
    archivedAt: instantSchema.nullable(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    posts: z
      .array(z.object({ state: z.enum(POST_STATES), count: z.number().int() }))
      .describe("How many of its posts are in each state"),
    firstAt: instantSchema.nullable().describe("When the first of its posts goes out"),
    lastAt: instantSchema.nullable(),
  })
  .meta({ id: "Campaign" });
export type CampaignView = z.output<typeof campaignOutput>;
export const campaignListOutput = z.object({ items: z.array(campaignOutput) });
