import "server-only";
import pLimit, { type LimitFunction } from "p-limit";
import { healthKeyOf } from "@/modules/health/policy";
import type { Job } from "./triage";

/** Whose turn it is to call: one call at a time on a channel, half of all at most to one server. */
export class Turns {
  private readonly overall: LimitFunction;
  /** Calls under way at most to one server: a slow one leaves room for the others. */
  private readonly serverMax: number;
  private readonly limits = new Map<string, LimitFunction>();
  /** Calls that have asked for their turn and not ended, by channel and by server. */
  private readonly asked = new Map<string, number>();
  private askedOverall = 0;

  constructor(private readonly concurrency: number) {
    this.overall = pLimit(concurrency);
    this.serverMax = Math.ceil(concurrency / 2);
  }

  /** Tell whether `take` would call at once. */
  isFree(job: Job): boolean {
    const { channel, server } = keysOf(job);
    return (
      this.countOf(channel) === 0 &&
      this.countOf(server) < this.serverMax &&
      this.askedOverall < this.concurrency
    );
  }

  /** Call when its channel, its server and this process have room for it. */
  async take<T>(job: Job, call: () => Promise<T>): Promise<T> {
    const { channel, server } = keysOf(job);
    this.count([channel, server], 1);
    try {
      return await this.limit(channel, 1)(() => this.limit(server, this.serverMax)(() => this.overall(call)));
    } finally {
      this.count([channel, server], -1);
    }
  }

  private countOf = (key: string): number => this.asked.get(key) ?? 0;

  private count(keys: readonly string[], change: 1 | -1): void {
    this.askedOverall += change;
    for (const key of keys) this.asked.set(key, this.countOf(key) + change);
  }

  private limit(key: string, max: number): LimitFunction {
    const limit = this.limits.get(key) ?? pLimit(max);
    this.limits.set(key, limit);
    return limit;
  }
}

const keysOf = ({ load, network, account }: Job) => ({
  channel: `channel ${load.claim.channelId}`,
  server: `server ${healthKeyOf(network, account)}`,
});
