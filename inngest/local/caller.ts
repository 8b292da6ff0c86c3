import { randomUUID } from "node:crypto";
import type { Clock } from "@/kernel/context";
import { retryAfterInstant } from "./durations";
import type { Job } from "./jobs";
import {
  type ExecutorEvent,
  type FunctionConfig,
  type Operation,
  operations,
  registration,
  type StepOutcome,
} from "./protocol";
import { canonicalJson, signatureOf } from "./signing";

/** The SDK's `serve()` handler. */
export type Handler = (request: Request) => Promise<Response>;

/** What the SDK answered to one call. */
export type Answer =
  | { kind: "result"; data: unknown }
  | { kind: "operations"; operations: Operation[]; retriable: boolean; retryAt: Date | null; race: boolean }
  | { kind: "error"; error: unknown; retriable: boolean; retryAt: Date | null };

/** What a call tells the function about its run so far. */
export interface CallState {
  runId: string;
  events: ExecutorEvent[];
  steps: { id: string; outcome: StepOutcome }[];
  maxAttempts: number;
  planOnly: boolean;
}

const endpoint = "http://executor.local/api/inngest";

/** Speaks to the SDK's handler inside this process, with signed requests as a server would send them. */
export class Caller {
  constructor(
    private readonly handler: Handler,
    private readonly signingKey: string,
    private readonly clock: Clock,
  ) {}

  /** Ask the SDK for its functions. @throws Error when it refuses or declares something unknown. */
  async register(): Promise<FunctionConfig[]> {
    const response = await this.send(
      "PUT",
      endpoint,
      { url: endpoint },
      { "x-inngest-sync-kind": "in_band" },
    );
    if (!response.ok)
      throw new Error(`The functions did not register: ${response.status} ${await response.text()}`);
    return registration.parse(await response.json()).functions;
  }

  /** Call the function of a job, or one planned step of it. */
  async call(job: Job, state: CallState): Promise<Answer> {
    const url = `${endpoint}?fnId=${encodeURIComponent(job.functionId)}&stepId=${job.stepId ?? "step"}`;
    const response = await this.send("POST", url, bodyOf(job, state), {
      "x-run-id": state.runId,
      "x-request-id": randomUUID(),
    });
    return this.read(response);
  }

  private async send(
    method: string,
    url: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Response> {
    const text = canonicalJson(body);
    return this.handler(
      new Request(url, {
        method,
        body: text,
        headers: {
          host: "executor.local",
          "content-type": "application/json",
          // The SDK compares the signature with the wall clock, whatever clock the executor runs on.
          "x-inngest-signature": signatureOf(text, this.signingKey, new Date()),
          "x-inngest-server-kind": "cloud",
          ...headers,
        },
      }),
    );
  }

  private async read(response: Response): Promise<Answer> {
    const body = parse(await response.text());
    if (response.status === 200) return { kind: "result", data: body };
    const retriable = response.headers.get("x-inngest-no-retry") !== "true" && response.status !== 400;
    const retryAt = retryAfterInstant(response.headers.get("retry-after"), this.clock.now());
    if (response.status !== 206) return { kind: "error", error: body, retriable, retryAt };
    const parsed = operations.safeParse(body);
    if (!parsed.success) {
      const message = `The function answered with something unknown: ${parsed.error.message}`;
      return { kind: "error", error: { name: "Error", message }, retriable: true, retryAt };
    }
    const found = parsed.data;
    if (found.length === 0)
      return {
        kind: "error",
        error: { name: "Error", message: "The function answered with nothing" },
        retriable,
        retryAt,
      };
    const race =
      response.headers.get("x-inngest-req-version") === "1" ||
      found.some(({ opts }) => opts?.parallelMode === "race");
    return { kind: "operations", operations: found, retriable, retryAt, race };
  }
}

function bodyOf(job: Job, state: CallState) {
  const stack = state.steps.map(({ id }) => id);
  return {
    version: 2,
    event: state.events[0],
    events: state.events,
    steps: Object.fromEntries(state.steps.map(({ id, outcome }) => [id, outcome])),
    ctx: {
      run_id: state.runId,
      fn_id: job.functionId,
      qi_id: queueItemId(job),
      attempt: job.attempt,
      max_attempts: state.maxAttempts,
      disable_immediate_execution: state.planOnly,
      use_api: false,
      env: "local",
      stack: { stack, current: stack.length },
    },
  };
}

/** The name of a lease in the SDK's checkpoints. */
export const queueItemId = ({ id, generation }: Pick<Job, "id" | "generation">): string =>
  `${generation}|${id}`;

/** The lease that a checkpoint names. */
export function leaseOf(queueItem: string): { id: string; generation: string } | null {
  const [, generation, id] = /^(\d+)\|(.+)$/s.exec(queueItem) ?? [];
  return generation && id ? { id, generation } : null;
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
