interface Waiting<I, O> {
  item: I;
  resolve: (result: O) => void;
  reject: (error: unknown) => void;
}

/** Gathers items while one batch runs, and sends them with the next: no timer, no delay when idle. */
export class Batcher<I, O> {
  private waiting: Waiting<I, O>[] = [];
  private running = false;

  /** `work` answers each item at its own position. */
  constructor(
    private readonly work: (items: readonly I[]) => Promise<readonly O[]>,
    private readonly sizeMax: number,
  ) {}

  /** Resolves with the answer to `item`, or rejects with its batch. */
  add(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // Items that are added in the same turn of the event loop share the first batch.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.sizeMax);
      try {
        const results = await this.work(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(results[index] as O));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}
