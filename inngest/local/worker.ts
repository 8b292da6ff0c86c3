import type { Clock } from "@/kernel/context";
import { reviveParked } from "./concurrency";
import { fireCrons } from "./crons";
import { type ExecutionOptions, execute } from "./execution";
import type { Job } from "./jobs";
import { claimJobs, nextInstants, releaseLeases, renewLeases } from "./leases";
import type { ExecutorLogger } from "./options";
import type { Wakeup } from "./wakeup";

export interface WorkerOptions {
  execution: Omit<ExecutionOptions, "onTakeOver">;
  clock: Clock;
  logger: ExecutorLogger;
  wakeup: Wakeup;
  /** Calls in flight at most. */
  concurrency: number;
  /** How often to look for what other processes queued. */
  pollMs: number;
  /** Told when ready work stays behind because this process is full. */
  onFull(): void;
}

const reviveEveryMs = 5_000;
const errorPauseMs = 1_000;
/** What is due but not ours is being taken by another process: look again soon, without spinning. */
const contendedPauseMs = 10;

/** The loop of one process: sleep until the next due instant, lease what is ready, carry it out. */
export class Worker {
  private readonly held = new Map<string, Job>();
  private readonly inFlight = new Set<Promise<void>>();
  private stopping = false;
  private revivedAt = 0;
  /** When this process last saw that something will be due. */
  private dueAt = 0;
  private heartbeat: NodeJS.Timeout | undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly options: WorkerOptions) {}

  start(): void {
    const { leaseMs } = this.options.execution.lease;
    this.heartbeat = setInterval(() => void this.renew(), Math.ceil(leaseMs / 3));
    this.loop = this.run();
  }

  /** Stop taking work, wait up to `graceMs` for what runs, then give the remaining leases back. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.options.wakeup.poke();
    await this.loop;
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.allSettled(this.inFlight), grace]);
    clearTimeout(timer);
    clearInterval(this.heartbeat);
    const left = [...this.held.values()];
    if (left.length > 0) await this.options.execution.transact((unit) => releaseLeases(unit, left));
  }

  private async run(): Promise<void> {
    let poked = true;
    while (!this.stopping) {
      let pauseMs: number;
      try {
        pauseMs = await this.turn(poked);
      } catch (error) {
        if (!this.stopping) this.options.logger.error({ err: error }, "The executor cannot reach its tables");
        pauseMs = errorPauseMs;
      }
      if (!this.stopping) poked = await this.options.wakeup.wait(pauseMs);
    }
  }

  /** Take what is ready, and return how long to wait until there may be more, in milliseconds. */
  private async turn(poked: boolean): Promise<number> {
    const { clock, pollMs, concurrency, execution } = this.options;
    await this.revive();
    const room = concurrency - this.held.size;
    if (room > 0 && (poked || this.dueAt <= clock.now().getTime())) {
      const { jobs, parked } = await execution.transact((unit) => claimJobs(unit, execution.lease, room));
      for (const job of jobs) this.launch(job);
      if (jobs.length === room || parked > 0) return 0;
    }
    const next = await nextInstants(execution.query, execution.definitions.ids);
    const now = clock.now().getTime();
    if (next.cron && next.cron.getTime() <= now) {
      const fired = await execution.transact(fireCrons);
      return fired > 0 ? 0 : contendedPauseMs;
    }
    const known = this.dueAt;
    this.dueAt = Math.min(next.job?.getTime() ?? Infinity, next.cron?.getTime() ?? Infinity);
    if (this.dueAt > now) return Math.min(this.dueAt - now, pollMs);
    if (room > 0) return known <= now ? contendedPauseMs : 0;
    this.options.onFull();
    return pollMs;
  }

  private launch(job: Job): void {
    let current = job;
    this.held.set(job.generation, job);
    const onTakeOver = (next: Job) => {
      this.held.delete(current.generation);
      this.held.set(next.generation, next);
      current = next;
    };
    const done = execute({ ...this.options.execution, onTakeOver }, job)
      .catch((error) => this.options.logger.error({ err: error, job: job.id }, "A job was not carried out"))
      .finally(() => {
        this.held.delete(current.generation);
        this.inFlight.delete(done);
        this.options.wakeup.poke();
      });
    this.inFlight.add(done);
  }

  private async renew(): Promise<void> {
    const jobs = [...this.held.values()];
    if (jobs.length === 0) return;
    const { execution, logger } = this.options;
    await execution
      .transact((unit) => renewLeases(unit, execution.lease, jobs))
      .catch((error) => logger.warn({ err: error }, "The executor could not renew its leases"));
  }

  private async revive(): Promise<void> {
    const now = this.options.clock.now().getTime();
    if (now - this.revivedAt < reviveEveryMs) return;
    this.revivedAt = now;
    await this.options.execution.transact(reviveParked);
  }
}
