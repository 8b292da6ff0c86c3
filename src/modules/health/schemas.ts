import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { quotaSchema } from "@/modules/channels/schemas";

/** A server that the caller's channels go to and that does not answer at present. */
export const healthNoticeOutput = z
  .object({
    network: z.string(),
    networkName: z.string(),
    server: z.string().nullable().describe("Which server of the network; null when it has only one place"),
    since: instantSchema,
    retryAt: instantSchema.describe("When it is tried again"),
    channelIds: z.array(idOf("channel")),
    waiting: z
      .number()
      .int()
      .describe("Deliveries of this workspace that wait for it; they go out by themselves"),
  })
  .meta({ id: "HealthNotice" });
export type HealthNotice = z.output<typeof healthNoticeOutput>;
export const healthOutput = z.object({ items: z.array(healthNoticeOutput) });

const channelsMax = 100;

export const budgetInput = z.object({
  channelIds: z.array(idOf("channel")).min(1).max(channelsMax),
  at: instantSchema.describe("The instant at which something would be published"),
  postId: idOf("post")
    .optional()
    .describe("The post that would be published then: it is not counted twice, and its parts are"),
});
export type BudgetInput = z.output<typeof budgetInput>;

export const quotaUseOutput = z.object({
  channelId: idOf("channel"),
  quotas: z.array(
    quotaSchema.extend({
      used: z.number().int().describe("Published or planned in the fullest such window around the instant"),
    }),
  ),
});
export type QuotaUse = z.output<typeof quotaUseOutput>;

export const BUDGET_CODES = ["quota_near", "quota_exceeded"] as const;
export const budgetIssueOutput = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.enum(BUDGET_CODES),
  channelId: idOf("channel"),
  details: z.object({
    limit: z.number().int(),
    used: z.number().int(),
    adding: z.number().int(),
    hours: z.number(),
  }),
});
export type BudgetIssue = z.output<typeof budgetIssueOutput>;

export const budgetOutput = z.object({
  channels: z.array(quotaUseOutput).describe("Channels whose network sets a limit"),
  issues: z.array(budgetIssueOutput),
  costs: z.array(
    z.object({
      channelId: idOf("channel"),
      minor: z.number().int(),
      currency: z.string(),
      reason: z.enum(["post", "link"]),
    }),
  ),
  total: z.array(z.object({ minor: z.number().int(), currency: z.string() })),
});
export type Budget = z.output<typeof budgetOutput>;
