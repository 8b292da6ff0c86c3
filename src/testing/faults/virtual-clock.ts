import type { WaitingClock } from "@/kernel/context";

/** Time that passes only when somebody waits: a day of retries takes as long as its queries. */
export class VirtualClock implements WaitingClock {
  constructor(private at: number) {}

  now(): Date {
    return new Date(this.at);
  }

  async sleepUntil(at: Date): Promise<void> {
    this.at = Math.max(this.at, at.getTime());
  }

  async pass(ms: number): Promise<void> {
    this.at += ms;
  }
}
