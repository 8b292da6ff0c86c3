import type { WaitingClock } from "@/kernel/context";

/**
 * Time that passes when somebody waits, and by a millisecond whenever somebody looks, as real time does between two
 * looks: a day of retries takes as long as its queries, and two readings of "now" are never one by luck.
 */
export class VirtualClock implements WaitingClock {
  /** The latest time that it has shown; what it shows may leap back. */
  latest: number;
  private elapsed = 0;

  constructor(private at: number) {
    this.latest = at;
  }

  now(): Date {
    this.latest = Math.max(this.latest, this.at);
    this.elapsed += 1;
    return new Date(this.at++);
  }

  elapsedMs(): number {
    return this.elapsed;
  }

  sleepUntil(at: Date): Promise<void> {
    return this.pass(Math.max(0, at.getTime() - this.at));
  }

  async pass(ms: number): Promise<void> {
    this.at += ms;
    this.elapsed += ms;
  }

  /** Somebody sets the clock: no time passes. */
  leap(ms: number): void {
    this.at += ms;
  }
}
