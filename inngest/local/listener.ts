import pg from "pg";
import type { ExecutorLogger } from "./options";
import type { Unit } from "./transactions";

const channel = "inngest_local";
const reconnectMs = 5_000;

/**
 * Hear other processes say that work is left for us. Only a quicker wake: polling finds the same work,
 * so a lost connection is simply tried again.
 */
export class Listener {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly onNotice: () => void,
    private readonly logger: ExecutorLogger,
  ) {}

  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, keepAlive: true });
    this.client = client;
    client.on("notification", this.onNotice);
    client.on("error", (error) => this.lost(client, error));
    client.on("end", () => this.lost(client, undefined));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      this.lost(client, error);
    }
  }

  private lost(client: pg.Client, error: unknown): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    if (error) this.logger.warn({ err: error }, "The executor lost its listening connection");
    client
      .removeAllListeners("end")
      .end()
      .catch(() => undefined);
    this.retry = setTimeout(() => void this.open(), reconnectMs);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }
}

const noticeEveryMs = 50;

/** Tell other processes, at most every 50 ms: NOTIFY takes a database-wide lock at commit, so a storm would stall writers. */
export function createNotifier(query: Unit["query"], logger: ExecutorLogger): () => void {
  let quietUntil = 0;
  return () => {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + noticeEveryMs;
    query(`select pg_notify($1, '')`, [channel]).catch((error) =>
      logger.warn({ err: error }, "The executor could not notify other processes"),
    );
  };
}
