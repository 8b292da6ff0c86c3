import { durationMs } from "./durations";
import { assertExpression } from "./expressions";
import type { FunctionConfig } from "./protocol";

/** A registered function with its triggers sorted out. */
export interface Definition extends FunctionConfig {
  maxAttempts: number;
}

export interface EventTrigger {
  definition: Definition;
  condition: string | undefined;
}

const retriesDefault = 3;

/** The functions that this process can run. */
export class Definitions {
  private readonly byId = new Map<string, Definition>();
  private readonly byEvent = new Map<string, EventTrigger[]>();
  private readonly cancelNames = new Set<string>();
  readonly crons: { functionId: string; expression: string }[] = [];

  /** Replace the list by what the SDK declares. @throws Error on an expression or duration that does not parse. */
  load(configs: readonly FunctionConfig[]): void {
    for (const config of configs) this.add(config);
  }

  private add(config: FunctionConfig): void {
    assertConfig(config);
    const maxAttempts = (config.steps.step.retries?.attempts ?? retriesDefault) + 1;
    const definition = { ...config, maxAttempts };
    this.byId.set(config.id, definition);
    for (const trigger of config.triggers) {
      if ("cron" in trigger) this.crons.push({ functionId: config.id, expression: trigger.cron });
      else {
        const list = this.byEvent.get(trigger.event) ?? [];
        this.byEvent.set(trigger.event, [...list, { definition, condition: trigger.expression }]);
      }
    }
    for (const { event } of config.cancel) this.cancelNames.add(event);
  }

  get ids(): string[] {
    return [...this.byId.keys()];
  }

  find(id: string): Definition | undefined {
    return this.byId.get(id);
  }

  startedBy(eventName: string): readonly EventTrigger[] {
    return this.byEvent.get(eventName) ?? [];
  }

  cancelledBy(eventName: string): boolean {
    return this.cancelNames.has(eventName);
  }
}

function assertConfig(config: FunctionConfig): void {
  const expressions = [
    config.idempotency,
    config.throttle?.key,
    config.rateLimit?.key,
    config.debounce?.key,
    config.batchEvents?.key,
    config.batchEvents?.if,
    config.singleton?.key,
    config.priority?.run,
    ...config.concurrency.map(({ key }) => key),
    ...config.cancel.map((cancel) => cancel.if),
    ...config.triggers.map((trigger) => ("event" in trigger ? trigger.expression : undefined)),
  ];
  for (const expression of expressions) if (expression) assertExpression(expression);
  if (config.timeouts?.start) throw new Error(`${config.id}: the local executor has no "timeouts.start"`);
  if (config.triggers.some((trigger) => "event" in trigger && trigger.event.includes("*")))
    throw new Error(`${config.id}: the local executor has no wildcard triggers`);
  const durations = [
    config.throttle?.period,
    config.rateLimit?.period,
    config.debounce?.period,
    config.debounce?.timeout,
    config.batchEvents?.timeout,
    config.timeouts?.finish,
  ];
  for (const duration of durations) if (duration) durationMs(duration);
}
