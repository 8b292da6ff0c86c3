import "server-only";
import type { WaitingClock } from "@/kernel/context";

/** For so long before something leaves on its instant nothing that is late is begun: what is under way ends meanwhile. */
const wayMs = 8;
/** After that for so long no way is made again, so that what is late keeps nine tenths of the time. */
const pauseMs = 9 * wayMs;

/** What leaves on its instant goes before what is late already, and finds this process and the database idle. */
export class Precedence {
  private readonly instants = new Set<number>();
  private nextMs = Number.POSITIVE_INFINITY;
  private pausedUntilMs = 0;

  constructor(private readonly clock: WaitingClock) {}

  /** Something leaves at `at`. */
  expect(at: Date): void {
    this.instants.add(at.getTime());
    this.nextMs = Math.min(this.nextMs, at.getTime());
  }

  /** Wait before a piece of work for what is late, when something else is about to leave: a few milliseconds at most. */
  async makeWay(): Promise<void> {
    const now = this.clock.now().getTime();
    if (this.nextMs < now) this.forgetBefore(now);
    if (this.nextMs - now > wayMs || now < this.pausedUntilMs) return;
    const next = this.nextMs;
    await this.clock.sleepUntil(new Date(next + 1));
    this.pausedUntilMs = next + pauseMs;
  }

  private forgetBefore(now: number): void {
    this.nextMs = Number.POSITIVE_INFINITY;
    for (const instant of this.instants)
      if (instant < now) this.instants.delete(instant);
      else this.nextMs = Math.min(this.nextMs, instant);
  }
}
