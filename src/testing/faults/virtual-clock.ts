import type { WaitingClock } from "@/kernel/context";

/**
 * Time that passes when somebody waits, and by a millisecond whenever somebody looks, as real time does between two
 * looks: a day of retries takes as long as its queries, and two readings of "now" are never one by luck.
 */
export class VirtualClock implements WaitingClock {
  /** The latest time that it has shown; what it shows may leap back. */
  latest: number;

  constructor(private at: number) {
    this.latest = at;
  }

  now(): Date {
    this.latest = Math.max(this.latest, this.at);
    return new Date(this.at++);
  }

  async sleepUntil(at: Date): Promise<void> {
    this.at = Math.max(this.at, at.getTime());
  }

  async pass(ms: number): Promise<void> {
    this.at += ms;
  }
}
