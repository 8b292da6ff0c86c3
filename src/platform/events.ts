import "server-only";
import { setOutboxWaker } from "@/db/outbox";
import { deleteSentBefore, lockUnsent, markRefused, markSent, type OutboxRow } from "@/db/outbox-queue";
import { inSystemTransaction } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { systemClock } from "@/kernel/context";
import { inngest } from "./inngest";
import { log } from "./log";

const batchSize = 100;

/** Sends events to the durable functions. @throws Error when they do not take them. */
export type SendEvents = (events: ReturnType<typeof eventOf>[]) => Promise<unknown>;

/** An outbox row as an event: its id makes a repeated send count once. */
const eventOf = ({ id, name, data, tenantId, traceId, createdAt }: OutboxRow) => ({
  id,
  name,
  data: { ...data, tenantId, traceId },
  ts: createdAt.getTime(),
});

/** A refusal of these very events, as opposed to a service that is down or does not know us. */
const isRefusal = (error: unknown): boolean =>
  /^Inngest API Error: (400|406|413|422) /.test((error as Error).message ?? "");

async function sendRows(rows: readonly OutboxRow[], send: SendEvents): Promise<OutboxRow[]> {
  try {
    await send(rows.map(eventOf));
    return [...rows];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (rows.length === 1) {
      log().error(
        { error, event: rows[0]?.id, name: rows[0]?.name },
        "an event was refused and will be tried again",
      );
      return [];
    }
    const sent = [];
    for (const row of rows) sent.push(...(await sendRows([row], send)));
    return sent;
  }
}

/**
 * Send what the outbox holds, oldest first, in batches; several processes may do so at once.
 * Returns how many were sent. @throws Error when the durable functions cannot be reached: the rows stay.
 */
export async function drainOutbox(
  clock: Clock = systemClock,
  send: SendEvents = (events) => inngest.send(events),
): Promise<number> {
  let [total, size] = [0, batchSize];
  while (size === batchSize) {
    size = await inSystemTransaction(async (db) => {
      const rows = await lockUnsent(db, clock.now(), batchSize);
      if (rows.length === 0) return 0;
      const sent = await sendRows(rows, send);
      const ids = new Set(sent.map(({ id }) => id));
      await markSent(db, sent, clock.now());
      await markRefused(
        db,
        rows.filter(({ id }) => !ids.has(id)),
      );
      total += sent.length;
      return rows.length;
    });
  }
  return total;
}

const retentionDays = 30;
const dayMs = 86_400_000;

/** Delete events that were sent over 30 days ago, in small transactions. Returns how many. */
export async function expireOutbox(clock: Clock): Promise<number> {
  const before = new Date(clock.now().getTime() - retentionDays * dayMs);
  let [total, size] = [0, 500];
  while (size === 500) {
    size = await inSystemTransaction((db) => deleteSentBefore(db, before, 500));
    total += size;
  }
  return total;
}

const pauseMinMs = 1_000;
const pauseMaxMs = 60_000;

/** Drains on demand: wakes during a drain make one more, failures pause it for longer and longer. */
export class OutboxDrainer {
  private wanted = false;
  private stopped = false;
  private pauseMs = 0;
  private retry: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly drain: () => Promise<number> = () => drainOutbox()) {}

  wake(): void {
    this.wanted = true;
    if (this.running || this.retry || this.stopped) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
    });
  }

  private async run(): Promise<void> {
    while (this.wanted && !this.stopped) {
      this.wanted = false;
      try {
        await this.drain();
        this.pauseMs = 0;
      } catch (error) {
        this.pauseMs = Math.min(pauseMaxMs, Math.max(pauseMinMs, this.pauseMs * 2));
        log().warn({ error, pauseMs: this.pauseMs }, "the outbox could not be drained");
        this.retry = setTimeout(() => {
          this.retry = undefined;
          this.wake();
        }, this.pauseMs).unref();
        return;
      }
    }
  }

  /** Take no more wakes and wait for the drain in flight. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.running;
  }
}

/** Drain after each commit that emitted, starting with what an earlier process left. Returns how to stop. */
export function bootEvents(): { stop(): Promise<void> } {
  const drainer = new OutboxDrainer();
  setOutboxWaker(() => drainer.wake());
  drainer.wake();
  return {
    stop: () => {
      setOutboxWaker(() => undefined);
      return drainer.stop();
    },
  };
}
