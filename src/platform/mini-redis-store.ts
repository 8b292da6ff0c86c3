export type RedisValue = string | Map<string, string> | Set<string>;
/** What a command answers: the types of the Redis protocol. */
export type Reply = string | number | null | Reply[];

interface Entry {
  value: RedisValue;
  /** Epoch milliseconds; infinity when the key stays until it is evicted. */
  expiresAt: number;
}

export interface StoreOptions {
  /** Keys held at most; the least recently used one goes first. */
  keysMax?: number;
  now?: () => number;
}

/** A refusal in Redis's own words (`ERR …`, `WRONGTYPE …`, `NOSCRIPT …`). */
export class RedisError extends Error {
  override readonly name = "RedisError";
}

/** Keys with expiry in bounded memory: a map in order of use. */
export class RedisStore {
  private readonly entries = new Map<string, Entry>();
  private readonly keysMax: number;
  readonly now: () => number;

  constructor({ keysMax = 50_000, now = Date.now }: StoreOptions = {}) {
    this.keysMax = keysMax;
    this.now = now;
  }

  get size(): number {
    return this.entries.size;
  }

  private find(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    if (entry.expiresAt <= this.now()) return undefined;
    this.entries.set(key, entry);
    return entry;
  }

  get(key: string): RedisValue | undefined {
    return this.find(key)?.value;
  }

  /** Write a key; `expiresAt` undefined keeps the expiry that it has. */
  set(key: string, value: RedisValue, expiresAt?: number): void {
    const kept = this.find(key)?.expiresAt ?? Number.POSITIVE_INFINITY;
    this.entries.delete(key);
    this.entries.set(key, { value, expiresAt: expiresAt ?? kept });
    if (this.entries.size > this.keysMax) this.evict();
  }

  delete(key: string): boolean {
    return this.find(key) !== undefined && this.entries.delete(key);
  }

  expireAt(key: string, expiresAt: number): boolean {
    const entry = this.find(key);
    if (entry) entry.expiresAt = expiresAt;
    return entry !== undefined;
  }

  /** Milliseconds left; -1 without expiry, -2 without key, as PTTL answers. */
  ttlMs(key: string): number {
    const entry = this.find(key);
    if (!entry) return -2;
    return entry.expiresAt === Number.POSITIVE_INFINITY ? -1 : entry.expiresAt - this.now();
  }

  keys(): string[] {
    const now = this.now();
    return [...this.entries].filter(([, { expiresAt }]) => expiresAt > now).map(([key]) => key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Make room: what has expired first, then a tenth of what was used longest ago. */
  private evict(): void {
    const now = this.now();
    for (const [key, { expiresAt }] of this.entries) if (expiresAt <= now) this.entries.delete(key);
    let surplus = this.entries.size - this.keysMax;
    if (surplus > 0) surplus += Math.floor(this.keysMax / 10);
    for (const key of this.entries.keys()) {
      if (surplus-- <= 0) return;
      this.entries.delete(key);
    }
  }
}
