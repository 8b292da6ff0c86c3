import "server-only";
import type { Id } from "@/kernel/ids";
import type { Claim } from "./claim";

/** One call at a time leaves for a channel; this many more may stand ready behind it. */
export const perChannelMax = 8;
/** At so few a channel is given more: a claim brings it several. */
const refillAt = perChannelMax / 2;

/** What one pass of the dispatcher has taken and not finished, over all and by channel. */
export class InFlight {
  count = 0;
  private readonly byChannel = new Map<Id<"channel">, number>();
  private readonly working = new Set<Promise<void>>();
  private changed: { promise: Promise<void>; resolve: () => void } = Promise.withResolvers<void>();

  take(claims: readonly Claim[]): void {
    this.count += claims.length;
    for (const { channelId } of claims) this.byChannel.set(channelId, this.of(channelId) + 1);
  }

  /** A delivery is finished, well or not; `followed`: parts behind it may be due now. */
  done({ channelId }: Claim, followed: boolean): void {
    const before = this.of(channelId);
    this.count -= 1;
    if (before <= 1) this.byChannel.delete(channelId);
    else this.byChannel.set(channelId, before - 1);
    if (followed || before === refillAt + 1 || this.count === 0) this.wake();
  }

  /** Channels that have their share under way. */
  busy(): Id<"channel">[] {
    return [...this.byChannel].flatMap(([id, count]) => (count > refillAt ? id : []));
  }

  /** Tell whether these claims give a channel more than its share. */
  wouldCrowd(claims: readonly Claim[]): boolean {
    const more = Map.groupBy(claims, ({ channelId }) => channelId);
    return [...more].some(([id, list]) => this.of(id) + list.length > perChannelMax);
  }

  /** Resolves when something ended that may let another claim succeed. */
  change(): Promise<void> {
    return this.changed.promise;
  }

  /** Keep `work` in view until it ends; its failure is told, never thrown. */
  follow(work: Promise<void>, failed: (error: unknown) => void): void {
    const watched = work.catch(failed).finally(() => {
      this.working.delete(watched);
      this.wake();
    });
    this.working.add(watched);
  }

  /** Resolves when everything that was followed has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.working);
  }

  private of(channelId: Id<"channel">): number {
    return this.byChannel.get(channelId) ?? 0;
  }

  private wake(): void {
    const { resolve } = this.changed;
    this.changed = Promise.withResolvers<void>();
    resolve();
  }
}
