import { z } from "zod";

/** An event as functions receive it. */
export interface ExecutorEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
  ts: number;
  v?: string;
  user?: Record<string, unknown>;
}

/** What a step left behind: its value, or the error that its caller sees. */
export type StepOutcome = { type: "data"; data: unknown } | { type: "error"; error: unknown };

const period = z.string();
const expression = z.string();

const concurrencyOption = z.object({
  limit: z.number().int(),
  key: expression.optional(),
  scope: z.enum(["fn", "env", "account"]).default("fn"),
});

/** One function as the SDK declares it when it is asked to register. */
export const functionConfig = z.object({
  id: z.string().min(1),
  triggers: z.array(
    z.union([
      z.object({ event: z.string(), expression: expression.optional() }),
      z.object({ cron: z.string() }),
    ]),
  ),
  steps: z.object({
    step: z.object({ retries: z.object({ attempts: z.number().int().optional() }).optional() }),
  }),
  concurrency: z
    .union([z.number().int(), concurrencyOption, z.array(concurrencyOption)])
    .optional()
    .transform((value) => {
      if (value === undefined) return [];
      if (typeof value === "number") return [{ limit: value, scope: "fn" as const, key: undefined }];
      return Array.isArray(value) ? value : [value];
    }),
  throttle: z
    .object({
      limit: z.number().positive(),
      period,
      key: expression.optional(),
      burst: z.number().positive().default(1),
    })
    .optional(),
  rateLimit: z.object({ limit: z.number().positive(), period, key: expression.optional() }).optional(),
  debounce: z.object({ period, key: expression.optional(), timeout: period.optional() }).optional(),
  batchEvents: z
    .object({
      maxSize: z.number().int().positive(),
      timeout: period,
      key: expression.optional(),
      if: expression.optional(),
    })
    .optional(),
  idempotency: expression.optional(),
  singleton: z.object({ key: expression.optional(), mode: z.enum(["skip", "cancel"]) }).optional(),
  priority: z.object({ run: expression.optional() }).optional(),
  timeouts: z.object({ start: period.optional(), finish: period.optional() }).optional(),
  cancel: z
    .array(z.object({ event: z.string(), if: expression.optional(), timeout: z.string().optional() }))
    .default([]),
});
export type FunctionConfig = z.output<typeof functionConfig>;

/** The SDK's answer to an in-band registration. */
export const registration = z.object({ functions: z.array(functionConfig) });

const operationOptions = z
  .object({
    if: expression.nullish(),
    timeout: z.string().nullish(),
    function_id: z.string().nullish(),
    payload: z.object({ data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    parallelMode: z.string().nullish(),
  })
  .nullish();

/** One operation that a call to a function answered with. */
export const operation = z.object({
  id: z.string().min(1),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: operationOptions,
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type Operation = z.output<typeof operation>;

export const operations = z.union([z.array(operation), operation.transform((one) => [one])]);

/** One event as the SDK sends it. */
export const sentEvent = z.object({
  id: z.string().min(1).nullish(),
  name: z.string().min(1),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().nullish(),
  v: z.string().nullish(),
  user: z.record(z.string(), z.unknown()).nullish(),
});
export const sentEvents = z.union([z.array(sentEvent), sentEvent.transform((one) => [one])]);

/** Step results that a running call reports before it answers. */
export const checkpoint = z.object({
  qi_id: z.string(),
  steps: z.array(operation),
});

export const signal = z.object({ signal: z.string().min(1), data: z.unknown().optional() });

/** Events that the executor itself sends. */
export const INTERNAL_EVENT = {
  finished: "inngest/function.finished",
  failed: "inngest/function.failed",
  cancelled: "inngest/function.cancelled",
  invoked: "inngest/function.invoked",
  cron: "inngest/scheduled.timer",
} as const;
